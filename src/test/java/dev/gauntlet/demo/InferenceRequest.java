package dev.gauntlet.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gauntlet.demo.DigitsDataset.LabelledImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An inference request of the Open Inference Protocol v2 (HTTP/REST) for the one input and the one output that the
 * digit models have.
 *
 * @param id the client's name for the request, to be given back in the answer
 * @param images one or more images of {@value DigitsDataset#PIXELS} pixels
 * @see <a href="https://github.com/kserve/open-inference-protocol">Open Inference Protocol</a>
 */
record InferenceRequest(Optional<String> id, List<double[]> images) {

    /** Name of the input tensor, of shape [n, {@value DigitsDataset#PIXELS}]. */
    static final String INPUT = "image";

    /** Name of the output tensor, of shape [n]. */
    static final String OUTPUT = "digit";

    /** Most images in one request. */
    static final int MAX_BATCH = 256;

    private static final Set<String> FRACTIONAL = Set.of("FP16", "FP32", "FP64");
    private static final Set<String> WHOLE =
            Set.of("INT8", "INT16", "INT32", "INT64", "UINT8", "UINT16", "UINT32", "UINT64");

    /**
     * Reads a request.
     *
     * @param body the JSON of the request's body
     * @return the request
     * @throws ProtocolException with status 400 if the request is not one that the models can answer
     */
    static InferenceRequest parse(JsonNode body) throws ProtocolException {
        require(body.isObject(), "the request must be a JSON object");
        JsonNode id = body.path("id");
        require(id.isMissingNode() || id.isTextual(), "'id' must be a string");
        JsonNode inputs = body.path("inputs");
        require(inputs.isArray() && inputs.size() == 1, "'inputs' must hold exactly one tensor");
        checkOutputs(body.path("outputs"));
        return new InferenceRequest(
                Optional.ofNullable(id.textValue()), images(inputs.get(0)));
    }

    /** Returns the member {@code "inputs"} of a request for one image, as JSON. */
    static String inputsOf(LabelledImage image) {
        String pixels = Arrays.stream(image.pixels())
                .mapToObj(pixel -> Integer.toString((int) pixel))
                .collect(Collectors.joining(","));
        return "\"inputs\":[{\"name\":\"%s\",\"shape\":[1,%d],\"datatype\":\"UINT8\",\"data\":[%s]}]"
                .formatted(INPUT, DigitsDataset.PIXELS, pixels);
    }

    private static void checkOutputs(JsonNode outputs) throws ProtocolException {
        require(outputs.isMissingNode() || outputs.isArray(), "'outputs' must be an array");
        for (JsonNode output : outputs) {
            require(
                    OUTPUT.equals(output.path("name").textValue()),
                    "the only output is '%s'".formatted(OUTPUT));
        }
    }

    private static List<double[]> images(JsonNode input) throws ProtocolException {
        require(INPUT.equals(input.path("name").textValue()), "the only input is '%s'".formatted(INPUT));
        String datatype = input.path("datatype").asText();
        require(
                FRACTIONAL.contains(datatype) || WHOLE.contains(datatype),
                "the input's 'datatype' must be numeric");
        JsonNode shape = input.path("shape");
        require(
                shape.isArray()
                        && shape.size() == 2
                        && shape.get(0).canConvertToExactIntegral()
                        && shape.get(0).asLong() >= 1
                        && shape.get(0).asLong() <= MAX_BATCH
                        && shape.get(1).canConvertToExactIntegral()
                        && shape.get(1).asLong() == DigitsDataset.PIXELS,
                "the input's 'shape' must be [n, %d] with n from 1 to %d".formatted(DigitsDataset.PIXELS, MAX_BATCH));
        int batch = shape.get(0).asInt();
        require(input.path("data").isArray(), "the input's 'data' must be an array");
        List<Double> pixels = new ArrayList<>(batch * DigitsDataset.PIXELS);
        flatten(input.path("data"), WHOLE.contains(datatype), pixels);
        require(
                pixels.size() == batch * DigitsDataset.PIXELS,
                "the input's 'data' must hold %d values, not %d"
                        .formatted(batch * DigitsDataset.PIXELS, pixels.size()));
        List<double[]> images = new ArrayList<>(batch);
        for (int i = 0; i < batch; i++) {
            images.add(pixels.subList(i * DigitsDataset.PIXELS, (i + 1) * DigitsDataset.PIXELS).stream()
                    .mapToDouble(Double::doubleValue)
                    .toArray());
        }
        return images;
    }

    /** Tensor data may be nested by the shape or flat; either way it is in row-major order. */
    private static void flatten(JsonNode data, boolean whole, List<Double> pixels) throws ProtocolException {
        for (JsonNode element : data) {
            if (element.isArray()) {
                flatten(element, whole, pixels);
            } else {
                require(
                        whole ? element.isNumber() && element.canConvertToExactIntegral() : element.isNumber(),
                        "the input's 'data' does not fit its 'datatype'");
                double pixel = element.doubleValue();
                require(
                        pixel >= 0 && pixel <= DigitsDataset.MAX_PIXEL,
                        "pixels must be from 0 to %d".formatted(DigitsDataset.MAX_PIXEL));
                pixels.add(pixel);
            }
        }
    }

    private static void require(boolean holds, String message) throws ProtocolException {
        if (!holds) {
            throw new ProtocolException(400, message);
        }
    }
}
