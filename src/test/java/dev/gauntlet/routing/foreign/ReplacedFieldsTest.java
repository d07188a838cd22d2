package dev.gauntlet.routing.foreign;

import static dev.gauntlet.routing.foreign.DigitsIntent.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplacedFieldsTest {

    private static final ReplacedFields FIELDS = new ReplacedFields(Set.of("x", "y"));

    @ParameterizedTest(name = "{0} with {1} is {3}, after {2}")
    @CsvSource(delimiter = '|', value = {
        "{a: 1, x: 1, b: 1}       | {x: 2}       | {}                 | {a: 1, x: 2, b: 1}",
        "{a: 1, x: 1, b: 1}       | {}           | {}                 | {a: 1, b: 1}",
        "{a: 1, b: 1}             | {x: 2}       | {}                 | {a: 1, b: 1, x: 2}",
        "{a: 1, b: 1}             | {x: 2}       | {a: 1, x: 1, b: 1} | {a: 1, x: 2, b: 1}",
        "{a: 1, b: 1}             | {x: 2}       | {x: 1, a: 1, b: 1} | {x: 2, a: 1, b: 1}",
        "{a: 1, x: 1, b: 1}       | {x: 2, y: 2} | {a: 1, x: 1, y: 1} | {a: 1, x: 2, y: 2, b: 1}",
        "{b: 1, x: 1, n: 1, a: 1} | {x: 2}       | {a: 1, x: 1, b: 1} | {b: 1, x: 2, n: 1, a: 1}",
        "{b: 1}                   | {y: 2}       | {a: 1, x: 1, y: 1} | {y: 2, b: 1}"})
    void whatIsReplacedStandsWhereItStood(String object, String wanted, String original, String expected) {
        ObjectNode before = yaml(object);

        ObjectNode after = FIELDS.replaced(before, yaml(wanted), yaml(original));

        assertThat(after.toString()).isEqualTo(yaml(expected).toString());
        assertThat(before).isEqualTo(yaml(object));
    }

    @Test
    void onlyTheFieldsOfTheseNamesAreCopied() {
        ObjectNode object = yaml("{a: 1, y: {z: 1}, b: 1}");

        ObjectNode fields = FIELDS.of(object);

        assertThat(fields.toString()).isEqualTo("{\"y\":{\"z\":1}}");
        ((ObjectNode) fields.get("y")).put("z", 2);
        assertThat(object).isEqualTo(yaml("{a: 1, y: {z: 1}, b: 1}"));
    }
}
