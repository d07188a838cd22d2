package dev.gauntlet.api.v1alpha1;

import java.util.ArrayList;
import java.util.List;

/**
 * The operator's own check of a spec. It repeats what the schema and its CEL rules check, because API servers before 1.25
 * drop CEL, and adds what a schema cannot say.
 */
public final class SpecValidator {

    private final ModelExperimentSpec spec;
    private final Complaints errors = new Complaints("spec");

    private SpecValidator(ModelExperimentSpec spec) {
        this.spec = spec;
    }

    /**
     * Checks a spec.
     *
     * @param spec the spec as read; may be null
     * @return everything wrong with it, in the order of the fields; empty when it can be run. Cron expressions, selectors and the names of
     *     what the operator is configured with are checked elsewhere
     */
    public static List<FieldError> validate(ModelExperimentSpec spec) {
        if (spec == null) {
            return List.of(new FieldError("spec", "absent", "describe variants, routing, steps and metrics"));
        }
        List<FieldError> errors = new ArrayList<>(VariantsValidator.validate(spec.variants()));
        SpecValidator validator = new SpecValidator(spec);
        errors.addAll(RoutingValidator.validate(spec));
        validator.assignment();
        validator.prometheus();
        validator.errorRates();
        validator.notifications();
        errors.addAll(validator.errors.all());
        errors.addAll(StepsValidator.validate(spec));
        errors.addAll(MetricsValidator.validate(spec.metrics()));
        errors.addAll(AnalysisValidator.validate(spec));
        errors.addAll(PolicyValidator.validate(spec));
        errors.addAll(ScheduleValidator.validate(spec.schedule()));
        errors.addAll(PromotionValidator.validate(spec));
        return List.copyOf(errors);
    }

    private void assignment() {
        Assignment assignment = spec.assignment();
        if (assignment.unit().sticky() && assignment.key() == null) {
            errors.add("assignment.key", "absent", "unit " + assignment.unit()
                    + " needs the header or cookie that identifies it, such as {type: Header, name: X-User-Id}");
        }
        if (assignment.key() != null) {
            errors.matches("assignment.key.name", assignment.key().name(), Patterns.TOKEN_NAME, "use letters, digits, - and _");
            errors.present("assignment.key.type", assignment.key().type(), "write Header or Cookie");
        }
        if (assignment.overrideHeader() != null) {
            errors.matches("assignment.overrideHeader", assignment.overrideHeader(), Patterns.TOKEN_NAME, "use letters, digits, - and _");
        }
    }

    private void prometheus() {
        errors.name("prometheus.connection", spec.prometheus().connection());
        errors.range("prometheus.evaluationPeriodSeconds", spec.prometheus().evaluationPeriodSeconds(), 1, 3600);
        errors.range("decision.onNoData.timeoutSeconds", spec.decision().onNoData().timeoutSeconds(), 1, 2_592_000);
    }

    private void errorRates() {
        Analysis.ErrorRates rates = spec.analysis().errorRates();
        probability("analysis.errorRates.alpha", rates.alpha());
        probability("analysis.errorRates.beta", rates.beta());
        probability("analysis.errorRates.deteriorationAlpha", rates.deteriorationAlpha());
        probability("analysis.errorRates.sampleRatioAlpha", rates.sampleRatioAlpha());
    }

    private void probability(String path, String value) {
        if (errors.matches(path, value, Patterns.PROBABILITY, "write a decimal between 0 and 0.5, such as \"0.05\"")
                && Double.parseDouble(value) >= 0.5) {
            errors.add(path, value, "error rates must be below 0.5");
        }
    }

    private void notifications() {
        errors.unique("notifications", spec.notifications(), Notification::name);
        for (int i = 0; i < spec.notifications().size(); i++) {
            Notification notification = spec.notifications().get(i);
            errors.name("notifications[" + i + "].name", notification.name());
            errors.name("notifications[" + i + "].channel", notification.channel());
            if (notification.events().stream().distinct().count() < notification.events().size()) {
                errors.add("notifications[" + i + "].events", notification.events().toString(), "name each event once");
            }
        }
    }
}
