package dev.gauntlet.api.v1alpha1;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The part of {@link SpecValidator} that looks at {@code spec.promotion} and at the workloads that it would change. */
final class PromotionValidator {

    private static final Set<String> KINDS = Set.of("apps/v1 Deployment", "apps/v1 StatefulSet",
            "serving.kserve.io/v1beta1 InferenceService");
    private static final long MAXIMUM_BAKE = 2_592_000;
    private static final long MAXIMUM_RETIRE = 31_536_000;

    private final ModelExperimentSpec spec;
    private final Promotion promotion;
    private final List<FieldError> errors = new ArrayList<>();

    private PromotionValidator(ModelExperimentSpec spec) {
        this.spec = spec;
        this.promotion = spec.promotion();
    }

    /** Everything about workloads and {@code spec.promotion} that is wrong in itself or contradicts another field. */
    static List<FieldError> validate(ModelExperimentSpec spec) {
        PromotionValidator validator = new PromotionValidator(spec);
        validator.workloads();
        validator.times();
        validator.retirement();
        validator.strategy();
        validator.steps();
        return validator.errors;
    }

    private void workloads() {
        for (int i = 0; i < spec.variants().size(); i++) {
            WorkloadRef ref = spec.variants().get(i).workloadRef();
            String path = "spec.variants[" + i + "].workloadRef";
            if (ref == null) {
                continue;
            }
            if (!KINDS.contains(kind(ref))) {
                add(path + ".kind", kind(ref), "name an apps/v1 Deployment or StatefulSet or a serving.kserve.io/v1beta1 InferenceService, "
                        + "or remove workloadRef");
            }
            if (ref.name() == null || !ref.name().matches(Patterns.DNS_SUBDOMAIN)) {
                add(path + ".name", ref.name() == null ? "absent" : "\"" + ref.name() + "\"",
                        "name the workload: lower-case letters, digits, - and .");
            }
        }
    }

    private void times() {
        range("spec.promotion.bakeSeconds", promotion.bakeSeconds(), MAXIMUM_BAKE);
        range("spec.promotion.retireAfterSeconds", promotion.retireAfterSeconds(), MAXIMUM_RETIRE);
        if (promotion.strategy() == Promotion.Strategy.RecordOnly) {
            String remedy = "promotion.strategy RecordOnly moves no traffic, so it has no effect; remove it or choose ShiftTraffic";
            if (promotion.bakeSeconds() > 0) {
                add("spec.promotion.bakeSeconds", promotion.bakeSeconds().toString(), remedy);
            }
            if (promotion.retireAfterSeconds() > 0) {
                add("spec.promotion.retireAfterSeconds", promotion.retireAfterSeconds().toString(), remedy);
            }
            if (!promotion.steps().isEmpty()) {
                add("spec.promotion.steps", promotion.steps().size() + " long", remedy);
            }
        }
    }

    private void retirement() {
        if (promotion.retirement() != Promotion.Retirement.ScaleDown) {
            return;
        }
        if (promotion.strategy() != Promotion.Strategy.ShiftTraffic) {
            add("spec.promotion.retirement", "ScaleDown", "with promotion.strategy " + promotion.strategy()
                    + " the champion goes on serving; write retirement KeepRunning or strategy ShiftTraffic");
            return;
        }
        champion().ifPresent(champion -> {
            String path = path(champion);
            if (champion.workloadRef() == null) {
                add(path, "absent", "promotion.retirement ScaleDown scales the champion's workload; name it, or write KeepRunning");
            } else if ("InferenceService".equals(champion.workloadRef().kind())) {
                add(path + ".kind", "InferenceService", "promotion.retirement ScaleDown cannot scale it; name a Deployment or StatefulSet, "
                        + "or write KeepRunning");
            }
            notShared(champion, "promotion.retirement ScaleDown would stop the winner");
        });
    }

    private void strategy() {
        if (promotion.strategy() != Promotion.Strategy.PatchTarget) {
            return;
        }
        for (Variant variant : spec.variants()) {
            if (variant.workloadRef() == null) {
                add(path(variant), "absent", "promotion.strategy PatchTarget gives the champion's workload the winner's model; "
                        + "name the workload, or choose another strategy");
            }
        }
        champion().filter(champion -> champion.workloadRef() != null).ifPresent(champion -> {
            spec.challengers().stream().filter(challenger -> challenger.workloadRef() != null
                    && !kind(challenger.workloadRef()).equals(kind(champion.workloadRef()))).forEach(challenger ->
                    add(path(challenger) + ".kind", challenger.workloadRef().kind(), "promotion.strategy PatchTarget needs the kind of the "
                            + "champion's workload, " + champion.workloadRef().kind() + " (" + path(champion) + ".kind)"));
            notShared(champion, "promotion.strategy PatchTarget has nothing to exchange");
        });
    }

    private void notShared(Variant champion, String consequence) {
        spec.challengers().stream().filter(challenger -> challenger.workloadRef() != null
                && challenger.workloadRef().equals(champion.workloadRef())).forEach(challenger ->
                add(path(challenger) + ".name", challenger.workloadRef().name(), "it is also the champion's workload (" + path(champion)
                        + ".name), so " + consequence + "; give each its own"));
    }

    private void steps() {
        BigDecimal before = experimentShare();
        String floor = "the winner's share in the Experiment step (spec.steps, trafficPercent by challengers)";
        for (int i = 0; i < promotion.steps().size(); i++) {
            String path = "spec.promotion.steps[" + i + "]";
            Promotion.RampStep step = promotion.steps().get(i);
            if (step.seconds() == null || step.seconds() < 1 || step.seconds() > MAXIMUM_BAKE) {
                add(path + ".seconds", step.seconds() == null ? "absent" : step.seconds().toString(),
                        "write a whole number from 1 to " + MAXIMUM_BAKE);
            }
            if (step.trafficPercent() == null || !step.trafficPercent().matches(Patterns.PERCENT)
                    || step.percent().signum() == 0 || step.percent().compareTo(BigDecimal.valueOf(100)) >= 0) {
                add(path + ".trafficPercent", step.trafficPercent() == null ? "absent" : "\"" + step.trafficPercent() + "\"",
                        "write 0.01 to 99.99, such as \"75\"; 100 follows by itself");
                continue;
            }
            if (step.percent().compareTo(before) < 0 || i > 0 && step.percent().compareTo(before) == 0) {
                add(path + ".trafficPercent", step.trafficPercent(), "steps must grow; write " + (i > 0 ? "more than " : "at least ")
                        + before.toPlainString() + ", " + floor);
            }
            before = step.percent();
            floor = path + ".trafficPercent";
        }
    }

    /** One challenger's share of the Experiment step; 0 when the spec has no usable one. */
    private BigDecimal experimentShare() {
        return spec.steps().stream().filter(step -> step.type() == Step.Type.Experiment).findFirst().map(Step::trafficPercent)
                .filter(share -> share.matches(Patterns.PERCENT)).map(BigDecimal::new)
                .map(share -> share.divide(BigDecimal.valueOf(Math.max(1, spec.challengers().size())), 2, RoundingMode.DOWN))
                .orElse(BigDecimal.ZERO);
    }

    private Optional<Variant> champion() {
        return spec.variants().stream().filter(variant -> variant.role() == Variant.Role.Champion).findFirst();
    }

    private String path(Variant variant) {
        return "spec.variants[" + spec.variants().indexOf(variant) + "].workloadRef";
    }

    private static String kind(WorkloadRef ref) {
        return ref.apiVersion() + " " + ref.kind();
    }

    private void range(String path, Long value, long maximum) {
        if (value < 0 || value > maximum) {
            add(path, value.toString(), "write a whole number from 0 to " + maximum);
        }
    }

    private void add(String field, String value, String remedy) {
        errors.add(new FieldError(field, value, remedy));
    }
}
