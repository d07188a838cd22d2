package dev.gauntlet.api.v1alpha1;

import java.util.List;
import java.util.Objects;

/** The part of {@link SpecValidator} that looks at the variants. */
final class VariantsValidator {

    private static final int MOST_CHALLENGERS = 8;

    private final Complaints errors = new Complaints("spec");

    private VariantsValidator() {
    }

    /** Everything wrong with the variants. */
    static List<FieldError> validate(List<Variant> variants) {
        VariantsValidator validator = new VariantsValidator();
        validator.roles(variants);
        for (int i = 0; i < variants.size(); i++) {
            validator.variant("variants[" + i + "]", variants.get(i), variants.subList(0, i));
        }
        return validator.errors.all();
    }

    private void roles(List<Variant> variants) {
        errors.unique("variants", variants, Variant::name);
        long champions = variants.stream().filter(v -> v.role() == Variant.Role.Champion).count();
        long challengers = variants.stream().filter(v -> v.role() == Variant.Role.Challenger).count();
        if (champions != 1) {
            errors.add("variants", champions + " with role Champion", "give exactly one variant the role Champion");
        }
        if (challengers < 1 || challengers > MOST_CHALLENGERS) {
            errors.add("variants", challengers + " with role Challenger",
                    "give at least one and at most " + MOST_CHALLENGERS + " variants the role Challenger");
        }
    }

    private void variant(String path, Variant variant, List<Variant> before) {
        errors.name(path + ".name", variant.name());
        errors.present(path + ".role", variant.role(), "write Champion or Challenger");
        errors.present(path + ".serviceRef", variant.serviceRef(), "name the Service in front of this variant's pods");
        if (variant.serviceRef() != null) {
            errors.name(path + ".serviceRef.name", variant.serviceRef().name());
            errors.range(path + ".serviceRef.port", variant.serviceRef().port(), 1, 65535);
        }
        errors.range(path + ".timeouts.connectMilliseconds", variant.timeouts().connectMilliseconds(), 1, 3_600_000);
        errors.range(path + ".timeouts.readMilliseconds", variant.timeouts().readMilliseconds(), 1, 3_600_000);
        metricLabels(path + ".metricLabels", variant, before);
    }

    private void metricLabels(String path, Variant variant, List<Variant> others) {
        if (variant.metricLabels().isEmpty()) {
            errors.add(path, "empty", "give at least one label that tells this variant's series from the others', such as version: v1");
            return;
        }
        variant.metricLabels().forEach((label, value) -> {
            errors.matches(path, label, Patterns.LABEL_NAME, "use Prometheus label names");
            if (value == null || value.isEmpty()) {
                errors.add(path + "." + label, "empty", "give the label's value");
            }
        });
        others.stream().filter(other -> !other.metricLabels().isEmpty() && mayShareSeries(variant, other)).forEach(other ->
                errors.add(path, variant.metricLabels().toString(), "a series can match these labels and those of variant " + other.name()
                        + ", so the two cannot be told apart; give one and the same label a different value in each"));
    }

    /** Two sets of equality matchers exclude each other only if they ask one label for two values. */
    private static boolean mayShareSeries(Variant one, Variant other) {
        return one.metricLabels().entrySet().stream().allMatch(label ->
                Objects.equals(label.getValue(), other.metricLabels().getOrDefault(label.getKey(), label.getValue())));
    }
}
