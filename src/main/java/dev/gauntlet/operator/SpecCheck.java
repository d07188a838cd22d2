package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.FieldError;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Routing;
import dev.gauntlet.api.v1alpha1.SpecValidator;
import dev.gauntlet.evidence.presets.Presets;
import dev.gauntlet.evidence.prometheus.InvalidSelectorException;
import dev.gauntlet.evidence.prometheus.SelectorSyntax;
import dev.gauntlet.lifecycle.FreezeWindowValidator;
import dev.gauntlet.reporting.SpecView;
import dev.gauntlet.routing.Capabilities;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which spec is in force: the one written, or the frozen one once traffic has moved.
 *
 * @param inForce the spec to run, its presets written out; empty when it is invalid and nothing was frozen
 * @param view the Ready condition that follows
 * @param invalid whether the spec as written cannot be run
 */
record SpecCheck(Optional<ModelExperimentSpec> inForce, SpecView view, boolean invalid) {

    private static final SpecView ACCEPTED = new SpecView(true, Reason.Accepted.name(), "the spec is valid and in force");

    /**
     * Checks a spec before the start.
     *
     * @param written the spec as written
     * @param connections names of the configured Prometheus connections
     * @param channels names of the configured notification channels
     * @param capabilities what each routing provider can do
     */
    static SpecCheck beforeStart(ModelExperimentSpec written, Set<String> connections, Set<String> channels,
            SortedMap<Routing.Provider, Capabilities> capabilities) {
        List<FieldError> errors = errors(written, connections, capabilities);
        errors.addAll(unknownChannels(written, channels));
        return errors.isEmpty() ? new SpecCheck(Optional.of(Presets.expand(written)), ACCEPTED, false)
                : new SpecCheck(Optional.empty(), invalid(errors, "the champion keeps all traffic"), true);
    }

    /**
     * Checks a spec after the start. An unknown channel is told in the Ready condition and has no other effect: users must not be led
     * elsewhere because somebody cannot be told.
     *
     * @param frozen the spec in force since the start
     * @param written the spec as written now
     * @param connections names of the configured Prometheus connections
     * @param channels names of the configured notification channels
     * @param capabilities what each routing provider can do
     */
    static SpecCheck afterStart(ModelExperimentSpec frozen, ModelExperimentSpec written, Set<String> connections, Set<String> channels,
            SortedMap<Routing.Provider, Capabilities> capabilities) {
        SpecCheck check = afterStart(frozen, written, errors(written, connections, capabilities));
        List<FieldError> unknown = unknownChannels(written, channels);
        return unknown.isEmpty() ? check : new SpecCheck(check.inForce(), new SpecView(check.view().ready(), check.view().reason(),
                check.view().message() + "; nobody is told where " + sentences(unknown)), check.invalid());
    }

    private static SpecCheck afterStart(ModelExperimentSpec frozen, ModelExperimentSpec written, List<FieldError> errors) {
        if (!errors.isEmpty()) {
            return new SpecCheck(Optional.of(frozen), invalid(errors, "the champion has all traffic until the spec is mended"), true);
        }
        List<String> violations = FrozenSpec.violations(frozen, written);
        SpecView view = violations.isEmpty() ? ACCEPTED : new SpecView(false, Reason.SpecFrozen.name(),
                String.join(", ", violations) + " changed after traffic had moved; the change is not in force. Revert it, or set "
                        + "desiredState: Aborted and run again after the end (desiredState, mode, routing.onDelete, schedule and "
                        + "notifications may change, and deadlines where no looks are planned by them)");
        return new SpecCheck(Optional.of(FrozenSpec.withChangeable(frozen, written)), view, false);
    }

    private static SpecView invalid(List<FieldError> errors, String consequence) {
        return new SpecView(false, Reason.InvalidSpec.name(),
                sentences(errors) + "; " + consequence);
    }

    private static String sentences(List<FieldError> errors) {
        return errors.stream().map(FieldError::message).collect(Collectors.joining("; "));
    }

    private static List<FieldError> unknownChannels(ModelExperimentSpec spec, Set<String> channels) {
        List<FieldError> errors = new ArrayList<>();
        for (int i = 0; spec != null && i < spec.notifications().size(); i++) {
            String channel = spec.notifications().get(i).channel();
            if (channel != null && !channels.contains(channel)) {
                errors.add(new FieldError("spec.notifications[" + i + "].channel", "\"" + channel + "\"", channels.isEmpty()
                        ? "the operator has no notification channel (gauntlet.notifications)"
                        : "the operator has no channel of that name; it has " + String.join(", ", new TreeSet<>(channels))));
            }
        }
        return errors;
    }

    private static List<FieldError> errors(ModelExperimentSpec written, Set<String> connections,
            SortedMap<Routing.Provider, Capabilities> capabilities) {
        List<FieldError> errors = new ArrayList<>(Presets.errors(written));
        ModelExperimentSpec spec = Presets.expand(written);
        errors.addAll(SpecValidator.validate(spec));
        if (spec == null) {
            return errors;
        }
        errors.addAll(CapabilityCheck.errors(spec, capabilities));
        if (!connections.contains(spec.prometheus().connection())) {
            errors.add(new FieldError("spec.prometheus.connection", "\"" + spec.prometheus().connection() + "\"",
                    "the operator has no connection of that name; it has " + String.join(", ", connections)));
        }
        errors.addAll(FreezeWindowValidator.validate(spec.schedule()));
        for (int i = 0; i < spec.metrics().size(); i++) {
            String path = "spec.metrics[" + i + "].query.";
            if (spec.metrics().get(i).query() != null) {
                spec.metrics().get(i).query().selectors().forEach((field, text) -> selector(path + field, text, errors));
            }
        }
        if (errors.isEmpty()) {
            errors.addAll(sharedSelectors(spec));
        }
        return errors;
    }

    /** One series cannot be read as a counter for one metric and as a gauge or a histogram for another. */
    private static List<FieldError> sharedSelectors(ModelExperimentSpec spec) {
        try {
            EvidenceSpecs.of("", spec);
            return List.of();
        } catch (IllegalArgumentException e) {
            return List.of(new FieldError("spec.metrics", "in conflict", e.getMessage()));
        }
    }

    private static void selector(String path, String text, List<FieldError> errors) {
        if (text == null || text.isBlank()) {
            return;
        }
        try {
            SelectorSyntax.parse(text);
        } catch (InvalidSelectorException e) {
            errors.add(new FieldError(path, "\"" + text + "\"", e.getMessage()));
        }
    }
}
