package dev.gauntlet.evidence;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/** Writes rows of strings and whole numbers as JSON. */
final class JsonRows {
    private final JsonGenerator json;

    JsonRows(JsonGenerator json) {
        this.json = json;
    }

    /** A field with an array of strings. */
    void strings(String name, Collection<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    /** An array of whole numbers. */
    void numbers(long... numbers) throws IOException {
        json.writeArray(numbers, 0, numbers.length);
    }

    /** A whole number, or null for none. */
    void optional(Optional<Long> number) throws IOException {
        if (number.isPresent()) {
            json.writeNumber(number.get());
        } else {
            json.writeNull();
        }
    }

    /** How many milliseconds a moment lies before a reference. */
    static long before(Instant reference, Instant moment) {
        return Duration.between(moment, reference).toMillis();
    }
}
