package dev.gauntlet.evidence.prometheus;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads native histograms: <code>[time, {"count": "3", "sum": "1.5", "buckets": [[rule, "lower", "upper", "count"]]}]</code>. The
 * boundary rule says which end belongs to the bucket; only values equal to a bound are concerned, and it is left aside.
 */
final class HistogramParser {

    private HistogramParser() {
    }

    /** Reads the array that the parser stands at. */
    static void histograms(JsonParser json, List<HistogramSample> into) throws IOException {
        AnswerParser.expect(json.currentToken(), JsonToken.START_ARRAY);
        while (json.nextToken() != JsonToken.END_ARRAY) {
            AnswerParser.expect(json.currentToken(), JsonToken.START_ARRAY);
            json.nextToken();
            long timestamp = AnswerParser.millis(json);
            AnswerParser.expect(json.nextToken(), JsonToken.START_OBJECT);
            into.add(histogram(json, timestamp));
            AnswerParser.expect(json.nextToken(), JsonToken.END_ARRAY);
        }
    }

    private static HistogramSample histogram(JsonParser json, long timestamp) throws IOException {
        double count = Double.NaN;
        List<HistogramSample.Bucket> buckets = new ArrayList<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "count" -> count = AnswerParser.value(json.getText());
                case "buckets" -> buckets(json, buckets);
                default -> json.skipChildren();
            }
        }
        AnswerParser.expect(json.currentToken(), JsonToken.END_OBJECT);
        return new HistogramSample(timestamp, count, buckets);
    }

    private static void buckets(JsonParser json, List<HistogramSample.Bucket> into) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        AnswerParser.expect(json.currentToken(), JsonToken.START_ARRAY);
        while (json.nextToken() != JsonToken.END_ARRAY) {
            AnswerParser.expect(json.currentToken(), JsonToken.START_ARRAY);
            json.nextToken();
            into.add(new HistogramSample.Bucket(number(json), number(json), number(json)));
            AnswerParser.expect(json.nextToken(), JsonToken.END_ARRAY);
        }
    }

    private static double number(JsonParser json) throws IOException {
        AnswerParser.expect(json.nextToken(), JsonToken.VALUE_STRING);
        return AnswerParser.value(json.getText());
    }
}
