package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.Assignment;
import dev.gauntlet.api.v1alpha1.FieldError;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Promotion;
import dev.gauntlet.api.v1alpha1.Routing;
import dev.gauntlet.api.v1alpha1.Routing.Provider;
import dev.gauntlet.api.v1alpha1.Step;
import dev.gauntlet.api.v1alpha1.Variant;
import dev.gauntlet.routing.AssignmentUnit;
import dev.gauntlet.routing.Capabilities;
import dev.gauntlet.routing.Capabilities.Mirror;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a spec asks of its provider that the provider cannot do. Such a spec is refused with the reason and the providers that can, and
 * never half applied. What only a certain route or installation cannot do is said by its router. Pure.
 */
final class CapabilityCheck {

    /** The bucket of a unit as Gauntlet's own proxy counts it; no gateway sets one. */
    private static final String UNIT_BUCKET = "unit_bucket";
    private static final String ASSIGNER = "or put ManagedProxy in front as the assigner, see README";
    /** The finest step that a spec can ask for; whether it is kept is checked for every provider alike. */
    private static final BigDecimal FINEST = new BigDecimal("0.01");
    private static final BigDecimal HUNDRED = new BigDecimal(100);
    private static final Variant.Timeouts DEFAULT_TIMEOUTS = new Variant.Timeouts(null, null);

    private final ModelExperimentSpec spec;
    private final Provider provider;
    private final Capabilities able;
    private final SortedMap<Provider, Capabilities> all;
    private final List<FieldError> errors = new ArrayList<>();

    private CapabilityCheck(ModelExperimentSpec spec, SortedMap<Provider, Capabilities> all) {
        this.spec = spec;
        this.provider = spec.routing().provider();
        this.able = all.get(provider);
        this.all = all;
    }

    /**
     * Checks a spec, which may well be invalid otherwise.
     *
     * @param spec the spec as written
     * @param all what each provider of this operator can do at most
     * @return one error per field that asks for too much, in the order of the fields
     */
    static List<FieldError> errors(ModelExperimentSpec spec, SortedMap<Provider, Capabilities> all) {
        if (spec == null || spec.routing() == null) {
            return List.of();
        }
        CapabilityCheck check = new CapabilityCheck(spec, all);
        if (check.able == null) {
            return List.of(new FieldError("spec.routing.provider", spec.routing().provider().name(),
                    "this operator cannot program it; it has "
                            + all.keySet().stream().map(Provider::name).collect(Collectors.joining(", "))));
        }
        check.variants();
        check.assignment();
        check.steps();
        check.ramp();
        check.buckets();
        return List.copyOf(check.errors);
    }

    private void variants() {
        int challengers = spec.challengers().size();
        if (challengers > able.maximumChallengers()) {
            add("variants", challengers + " with role Challenger", provider + " carries at most " + able.maximumChallengers(),
                    other -> other.maximumChallengers() >= challengers, "");
        }
        for (int i = 0; i < spec.variants().size() && !able.attemptTimeouts(); i++) {
            Variant.Timeouts timeouts = spec.variants().get(i).timeouts();
            if (!timeouts.equals(DEFAULT_TIMEOUTS)) {
                add("variants[" + i + "].timeouts", "connectMilliseconds " + timeouts.connectMilliseconds() + ", readMilliseconds "
                        + timeouts.readMilliseconds(), provider + " cannot limit attempts per variant; leave timeouts out",
                        Capabilities::attemptTimeouts, "");
            }
        }
    }

    private void assignment() {
        Assignment assignment = spec.assignment();
        if (!able.units().contains(unit(assignment.unit()))) {
            add("assignment.unit", assignment.unit().name(), provider + " draws every request for itself; write Request",
                    other -> other.units().contains(unit(assignment.unit())), ASSIGNER);
        }
        if (able.units().stream().noneMatch(unit -> unit != AssignmentUnit.REQUEST)) {
            Predicate<Capabilities> sticky = other -> other.units().size() > 1;
            if (assignment.key() != null) {
                add("assignment.key", String.valueOf(assignment.key().name()), provider + " looks at no key; remove it", sticky, ASSIGNER);
            }
            if (assignment.missingKeyPolicy() == Assignment.MissingKeyPolicy.Random) {
                add("assignment.missingKeyPolicy", "Random",
                        provider + " looks at no key, so none is missing; remove it", sticky, ASSIGNER);
            }
        }
        if (assignment.overrideHeader() != null && !able.overrideHeader()) {
            add("assignment.overrideHeader", assignment.overrideHeader(), provider + " gives no variant on request; remove it",
                    Capabilities::overrideHeader, "");
        }
    }

    private static AssignmentUnit unit(Assignment.Unit unit) {
        return switch (unit) {
            case Request -> AssignmentUnit.REQUEST;
            case Session -> AssignmentUnit.SESSION;
            case User -> AssignmentUnit.USER;
        };
    }

    private void steps() {
        for (int i = 0; i < spec.steps().size(); i++) {
            Step step = spec.steps().get(i);
            String path = "steps[" + i + "]";
            if (step.type() == Step.Type.Shadow) {
                mirror(path, step);
            } else if (step.type() != null && step.type().splits() && isPercent(step.trafficPercent())) {
                share(path + ".trafficPercent", step.percent(), Math.max(1, spec.challengers().size()));
            }
        }
    }

    private void mirror(String path, Step step) {
        if (able.mirror() == Mirror.NONE) {
            add(path + ".type", "Shadow", provider + " cannot copy requests; remove the step", other -> other.mirror() != Mirror.NONE, "");
        } else if (able.mirror() == Mirror.ALL_OR_NOTHING && isPercent(step.samplePercent())
                && step.mirroredPercent().compareTo(HUNDRED) < 0) {
            add(path + ".samplePercent", step.samplePercent(), provider + " copies all requests or none; write \"100\"",
                    other -> other.mirror() == Mirror.PERCENTAGE, "");
        }
    }

    private void ramp() {
        List<Promotion.RampStep> ramp = spec.promotion().steps();
        for (int i = 0; i < ramp.size(); i++) {
            if (isPercent(ramp.get(i).trafficPercent())) {
                share("promotion.steps[" + i + "].trafficPercent", ramp.get(i).percent(), 1);
            }
        }
    }

    private void share(String field, BigDecimal percent, int among) {
        BigDecimal grain = able.weightStep().multiply(BigDecimal.valueOf(among));
        if (able.weightStep().compareTo(FINEST) <= 0 || percent.remainder(grain).signum() == 0) {
            return;
        }
        BigDecimal below = percent.divide(grain, 0, RoundingMode.DOWN).multiply(grain);
        BigDecimal above = below.add(grain);
        String nearest = (below.signum() > 0 ? plain(below) + (above.compareTo(HUNDRED) < 0 ? " or " : "") : "")
                + (above.compareTo(HUNDRED) < 0 ? plain(above) : "");
        add(field, plain(percent), provider + " weighs in steps of " + plain(able.weightStep()) + " %"
                        + (among > 1 ? " for each of the " + among + " challengers" : "") + (nearest.isEmpty() ? "" : "; write " + nearest),
                other -> percent.remainder(other.weightStep().multiply(BigDecimal.valueOf(among))).signum() == 0, "");
    }

    private static boolean isPercent(String text) {
        // The pattern of percentages; others are complained about elsewhere.
        return text != null && text.matches("[0-9]{1,3}(\\.[0-9]{1,2})?");
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    private void buckets() {
        if (!able.unitBuckets() && UNIT_BUCKET.equals(spec.analysis().clusterLabel())) {
            add("analysis.clusterLabel", UNIT_BUCKET, provider + " puts no bucket on requests, so no series can carry it; remove it, "
                    + "or name a label of your own", Capabilities::unitBuckets, ASSIGNER);
        }
    }

    private void add(String field, String value, String why, Predicate<Capabilities> can, String otherwise) {
        List<String> others = all.entrySet().stream().filter(entry -> entry.getKey() != provider && can.test(entry.getValue()))
                .map(entry -> entry.getKey().name()).toList();
        String who = others.isEmpty() ? "no provider can" : String.join(", ", others) + " can";
        errors.add(new FieldError("spec." + field, value, why + "; " + who + (otherwise.isEmpty() ? "" : "; " + otherwise)));
    }
}
