package dev.gauntlet.routing.external;

import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteObservation;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteState;
import dev.gauntlet.routing.RouteVariant;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Judges what was confirmed against what is wanted, as a pure function. */
final class Confirmation {

    private Confirmation() {
    }

    /**
     * What is true of the route, as far as somebody says.
     *
     * @param applied value of the annotation, if there is one
     * @param variantsReady by variant name, whether it has a ready pod, where that is known
     */
    static RouteObservation judge(RouteIntent intent, Optional<String> applied, Map<String, Boolean> variantsReady) {
        OptionalLong confirmed = applied.filter(text -> text.matches("[0-9]{1,18}")).map(text -> OptionalLong.of(Long.parseLong(text)))
                .orElse(OptionalLong.empty());
        boolean release = intent.goal() instanceof RouteGoal.Release;
        if (confirmed.equals(OptionalLong.of(intent.generation()))) {
            return new RouteObservation(RouteState.PROGRAMMED, release ? RouteReason.RELEASED : RouteReason.TRAFFIC_SPLIT,
                    "generation " + intent.generation() + " (" + weights(intent) + ") was confirmed by the annotation "
                            + ExternalRouter.APPLIED_WEIGHTS, confirmed, !release, false, variantsReady, 0);
        }
        return new RouteObservation(RouteState.PROGRESSING, RouteReason.SERVICE_NOT_SWITCHED,
                "apply " + weights(intent) + ", then confirm it: "
                + command(intent) + applied.map(text -> " (it says \"" + text + "\" now)").orElse(""),
                confirmed, !release, false, variantsReady, 0);
    }

    /** Shares, and copies where there are any, in the order of the specification. */
    private static String weights(RouteIntent intent) {
        Stream<String> shares = intent.variants().stream().map(variant -> variant.name() + " " + plain(share(intent, variant)) + " %");
        Stream<String> copies = intent.challengers().stream().map(RouteVariant::name)
                .filter(name -> intent.goal() instanceof RouteGoal.Split && intent.mirrored(name).signum() > 0)
                .map(name -> "copies of " + plain(intent.mirrored(name)) + " % to " + name);
        return Stream.concat(shares, copies).collect(Collectors.joining(", "));
    }

    private static BigDecimal share(RouteIntent intent, RouteVariant variant) {
        if (intent.goal() instanceof RouteGoal.Release release) {
            return new BigDecimal(release.variant().equals(variant.name()) ? 100 : 0);
        }
        return variant.champion() ? intent.championShare() : intent.share(variant.name());
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    private static String command(RouteIntent intent) {
        return "kubectl annotate --overwrite " + intent.owner().kind().toLowerCase(Locale.ROOT) + " " + intent.owner().name() + " -n "
                + intent.owner().namespace() + " " + ExternalRouter.APPLIED_WEIGHTS + "=" + intent.generation();
    }
}
