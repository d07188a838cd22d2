package dev.gauntlet.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A strict reader of the Prometheus text format 0.0.4: fails on any line that is not of the format, on samples without
 * a declared type and on samples given twice.
 *
 * @param samples values by {@code name{label="value",...}}, labels as written, without trailing comma
 * @param types types by the name of the family
 */
record ExpositionText(Map<String, Double> samples, Map<String, String> types) {

    private static final Pattern TYPE =
            Pattern.compile("# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary|untyped)");
    private static final Pattern HELP = Pattern.compile("# HELP [a-zA-Z_:][a-zA-Z0-9_:]* .*");
    private static final Pattern SAMPLE = Pattern.compile("(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)"
            + "(?:\\{(?<labels>(?:[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\\n]|\\\\[\"\\\\n])*\",?)*)})? "
            + "(?<value>[-+]?(?:[0-9.]+(?:E[-+]?[0-9]+)?|Inf)|NaN)");

    static ExpositionText parse(String text) {
        assertThat(text).endsWith("\n");
        Map<String, String> types = new HashMap<>();
        Map<String, Double> samples = new LinkedHashMap<>();
        for (String line : text.split("\n")) {
            Matcher type = TYPE.matcher(line);
            if (type.matches()) {
                assertThat(types.put(type.group(1), type.group(2))).as(line).isNull();
            } else if (line.startsWith("#")) {
                assertThat(line).matches(HELP);
            } else {
                Matcher sample = SAMPLE.matcher(line);
                assertThat(sample.matches()).as(line).isTrue();
                assertThat(types).as(line).containsKey(family(sample.group("name"), types));
                String labels = sample.group("labels") == null ? "" : sample.group("labels").replaceAll(",$", "");
                String key = sample.group("name") + (labels.isEmpty() ? "" : "{" + labels + "}");
                assertThat(samples.put(key, value(sample.group("value")))).as(line).isNull();
            }
        }
        return new ExpositionText(samples, types);
    }

    private static String family(String name, Map<String, String> types) {
        return types.containsKey(name) ? name : name.replaceAll("_(bucket|count|sum)$", "");
    }

    private static double value(String text) {
        return Double.parseDouble(text.replace("Inf", "Infinity"));
    }

    /** Returns the value of a sample, which must be there. */
    double value(String name, String... labels) {
        String key = labels.length == 0 ? name : name + "{" + String.join(",", labels) + "}";
        assertThat(samples).containsKey(key);
        return samples.get(key);
    }

    /** Returns the sum over all series of a name, 0 if there are none. */
    double sum(String name) {
        return samples.entrySet().stream()
                .filter(sample -> sample.getKey().equals(name) || sample.getKey().startsWith(name + "{"))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }
}
