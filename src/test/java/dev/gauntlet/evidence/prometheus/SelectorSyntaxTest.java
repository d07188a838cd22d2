package dev.gauntlet.evidence.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectorSyntaxTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '§', value = {
        "requests_total | requests_total",
        " requests_total{ } | requests_total",
        "job:requests:rate5m{app = 'shop' , code=~\"5..\",} | job:requests:rate5m{app=\"shop\",code=~\"5..\"}",
        "{__name__=\"requests_total\",b!=\"x\",a!~\"y\"} | requests_total{a!~\"y\",b!=\"x\"}",
        "m{a=\"x\",a=\"x\"} | m{a=\"x\"}",
        "{__name__=~\"m\"} | m",
        "m{path=~`/v1\\d+`} | m{path=~\"/v1\\\\d+\"}",
        "m{a=\"\\u00e9 \\\"q\\\" \\\\\"} | m{a=\"é \\\"q\\\" \\\\\"}",
    })
    void aPlainSelectorIsBroughtIntoCanonicalForm(String text, String canonical) {
        Selector selector = SelectorSyntax.parse(text);

        assertThat(selector.toPromQl()).isEqualTo(canonical);
        assertThat(SelectorSyntax.parse(canonical)).isEqualTo(selector);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '§', value = {
        "§§ | empty",
        "requests_total[5m] | range",
        "requests_total{a=\"b\"}[5m] | range",
        "rate(requests_total[5m]) | function",
        "sum by (a) (m) | 'b' is not allowed",
        "requests_total offset 5m | offset",
        "requests_total @ 1 | @ modifier",
        "requests_total # note | comment",
        "a / b | no operators",
        "a or b | no operators",
        "{app=\"shop\"} | names no metric",
        "{__name__=~\"a.*\"} | exactly one metric",
        "a{__name__=\"b\"} | exactly one metric",
        "a{__name__=~\"b\"} | exactly one metric",
        "{__name__!~\"b\"} | exactly one metric",
        "{__name__=~\"a.*\",b=\"c\"} | list names",
        "m{a=\"x\" | ',' or '}'",
        "m{a=\"x} | not closed",
        "m{a=x} | quoted label value",
        "m{a \"x\"} | one of = != =~ !~",
        "m{{a=\"x\"}} | a label name",
        "m{1a=\"x\"} | a label name",
        "m{a=\"\\d\"} | no escape",
        "9m | a metric name",
        "m}  | not allowed",
    })
    void anythingElseIsRefusedWithTheReason(String text, String reason) {
        assertThatThrownBy(() -> SelectorSyntax.parse(text)).isInstanceOf(InvalidSelectorException.class).hasMessageContaining(reason);
    }

    @Test
    void aSelectorOfAbsurdLengthIsRefused() {
        assertThatThrownBy(() -> SelectorSyntax.parse("m".repeat(5000))).hasMessageContaining("at most");
    }

    @Test
    void matchersAreAddedEscaped() {
        Selector selector = SelectorSyntax.parse("m{app=\"shop\"}").and(List.of(
                new Matcher("version", Matcher.Operator.EQUAL, "a\"b\\c\nd\u0001")));

        assertThat(selector.toPromQl()).isEqualTo("m{app=\"shop\",version=\"a\\\"b\\\\c\\nd\\x01\"}");
        assertThat(SelectorSyntax.parse(selector.toPromQl())).isEqualTo(selector);
    }

    @Test
    void aPatternMatchesTheTextAlone() {
        assertThat(Matcher.escapePattern("v1.0+b(2)|[x]{3}^$*?\\")).isEqualTo("v1\\.0\\+b\\(2\\)\\|\\[x\\]\\{3\\}\\^\\$\\*\\?\\\\");
    }
}
