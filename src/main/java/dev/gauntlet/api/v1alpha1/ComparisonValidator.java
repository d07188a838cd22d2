package dev.gauntlet.api.v1alpha1;

import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import java.math.BigDecimal;

/** The part of {@link StepsValidator} that looks at a step's comparison. */
final class ComparisonValidator {

    private final Complaints errors;
    private final String path;

    private ComparisonValidator(Complaints errors, String path) {
        this.errors = errors;
        this.path = path;
    }

    /** Adds everything wrong with a comparison; the path is given relative to the spec. */
    static void check(Complaints errors, String path, Comparison comparison) {
        new ComparisonValidator(errors, path).check(comparison);
    }

    private void check(Comparison comparison) {
        errors.matches(path + ".numericTolerance", comparison.numericTolerance(), Patterns.DECIMAL,
                "write a number that is not negative, such as \"0.000001\"");
        share(".textTolerance", comparison.textTolerance(), "such as \"0.1\"");
        share(".maximumDivergence", comparison.maximumDivergence(), "such as \"0.05\"");
        errors.range(path + ".maximumBodyBytes", comparison.maximumBodyBytes(), 1024, 16_777_216);
        errors.range(path + ".maximumRequestsPerSecond", comparison.maximumRequestsPerSecond(), 1, 1000);
        paths(comparison);
    }

    private void share(String field, String value, String example) {
        if (errors.matches(path + field, value, Patterns.DECIMAL, "write a number from 0 to 1, " + example)
                && new BigDecimal(value).compareTo(BigDecimal.ONE) > 0) {
            errors.add(path + field, value, "write a number from 0 to 1, " + example);
        }
    }

    private void paths(Comparison comparison) {
        Comparison.JsonPaths paths = comparison.jsonPaths();
        if (comparison.protocol() != Comparison.Protocol.JsonPath) {
            if (paths != null) {
                errors.add(path + ".jsonPaths", "present", "protocol is " + comparison.protocol()
                        + ", and this belongs to JsonPath; write protocol: JsonPath, or remove it");
            }
            return;
        }
        if (paths == null || paths.label() == null && paths.score() == null && paths.text() == null) {
            errors.add(path + ".jsonPaths", "absent", "protocol JsonPath needs at least one of label, score and text, such as"
                    + " label: $.result.class");
            return;
        }
        expression(".jsonPaths.label", paths.label());
        expression(".jsonPaths.score", paths.score());
        expression(".jsonPaths.text", paths.text());
    }

    private void expression(String field, String expression) {
        if (expression == null) {
            return;
        }
        if (!expression.startsWith("$")) {
            errors.add(path + field, expression, "a JSONPath starts with $, such as $.result.class");
            return;
        }
        try {
            JsonPath.compile(expression);
        } catch (InvalidPathException | IllegalArgumentException e) {
            errors.add(path + field, expression, "it is no JSONPath (" + e.getMessage() + "); write one such as $.result.class");
        }
    }
}
