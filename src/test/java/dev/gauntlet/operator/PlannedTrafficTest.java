package dev.gauntlet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.Manifests;
import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.lifecycle.ExperimentState.Waiting;
import dev.gauntlet.lifecycle.Transitions;
import dev.gauntlet.reporting.RouteView;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteObservation;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteState;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannedTrafficTest {

    private final List<String> asked = new ArrayList<>();

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "''                                                                            | 10 50",
        "promotion: {strategy: RecordOnly}                                             | 10 50",
        "promotion: {bakeSeconds: 60}                                                  | 10 50 100",
        "promotion: {steps: [{trafficPercent: '50', seconds: 60}, {trafficPercent: '75', seconds: 60}]} | 10 50 75 100"})
    void everyTrafficOfThePlanIsAskedAboutOnce(String promotion, String shares) {
        assertThat(obstacle(promotion, "200")).isEmpty();
        assertThat(asked).containsExactly(shares.split(" "));
    }

    @Test
    void theFieldThatAsksForTooMuchIsNamed() {
        assertThat(obstacle("", "50")).map(RouteView::message).contains("spec.steps[1]: too much");
        assertThat(obstacle("", "50")).map(RouteView::reason).contains("Unsupported");
        assertThat(obstacle("promotion: {bakeSeconds: 60}", "100")).map(RouteView::message)
                .contains("spec.promotion with all traffic: too much");
    }

    @Test
    void eachChallengerMayBeTheOneThatIsPromoted() {
        String rival = "  - {name: rival, role: Challenger, serviceRef: {name: rival, port: 80}, metricLabels: {version: r}}\n  routing:";
        obstacle(Manifests.MINIMAL.replace("  routing:", rival) + "  promotion: {bakeSeconds: 60}\n", new BigDecimal(200));

        assertThat(asked).containsExactly("5+5", "25+25", "100+0", "0+100");
    }

    private Optional<RouteView> obstacle(String promotion, String tooMuch) {
        return obstacle(Manifests.MINIMAL + "  " + promotion + "\n", new BigDecimal(tooMuch));
    }

    private Optional<RouteView> obstacle(String manifest, BigDecimal tooMuch) {
        ModelExperiment experiment = Serialization.unmarshal(manifest, ModelExperiment.class);
        experiment.getMetadata().setUid("uid-1");
        return PlannedTraffic.obstacle(PlannedTraffic.of(experiment.getSpec(), Transitions.start(Waiting.NEW, Instant.EPOCH)),
                state -> RouteIntents.of(experiment, experiment.getSpec(), state), intent -> observe(intent, tooMuch));
    }

    private RouteObservation observe(RouteIntent intent, BigDecimal tooMuch) {
        List<String> shares = intent.challengers().stream()
                .map(challenger -> intent.share(challenger.name()).stripTrailingZeros().toPlainString()).toList();
        asked.add(String.join("+", shares));
        boolean blocked = intent.championShare().add(tooMuch).compareTo(new BigDecimal(100)) <= 0;
        return new RouteObservation(blocked ? RouteState.BLOCKED : RouteState.PROGRESSING, RouteReason.UNSUPPORTED, "too much",
                OptionalLong.empty(), false, false, Map.of(), 0);
    }
}
