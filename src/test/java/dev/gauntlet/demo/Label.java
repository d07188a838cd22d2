package dev.gauntlet.demo;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The truth about the images of an earlier inference request: {@code {"id": "...", "label": 7}}, or an array of labels
 * for a batch.
 *
 * @param id the id of the inference request
 * @param digits the true digits, one per image of the request
 */
record Label(String id, int[] digits) {

    /**
     * Reads a label.
     *
     * @param item the JSON of the label
     * @return the label
     * @throws ProtocolException with status 400 if it is not of the form above
     */
    static Label parse(JsonNode item) throws ProtocolException {
        JsonNode label = item.path("label");
        int[] digits = new int[label.isArray() ? label.size() : 1];
        for (int i = 0; i < digits.length; i++) {
            digits[i] = digit(label.isArray() ? label.get(i) : label);
        }
        if (!item.path("id").isTextual()) {
            throw new ProtocolException(400, "'id' must be a string");
        }
        return new Label(item.path("id").textValue(), digits);
    }

    private static int digit(JsonNode value) throws ProtocolException {
        if (!value.isInt() || value.intValue() < 0 || value.intValue() >= DigitsDataset.CLASSES) {
            throw new ProtocolException(400, "'label' must be a digit, or one digit per image");
        }
        return value.intValue();
    }
}
