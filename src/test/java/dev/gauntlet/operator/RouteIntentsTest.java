package dev.gauntlet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.Manifests;
import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.lifecycle.ExperimentState.Waiting;
import dev.gauntlet.lifecycle.States;
import dev.gauntlet.routing.RouteIntent;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RouteIntentsTest {

    private static final Instant NOW = Instant.parse("2026-11-02T09:00:00Z");

    private final ModelExperiment experiment = experiment();

    private static ModelExperiment experiment() {
        ModelExperiment experiment = new ModelExperiment();
        experiment.setSpec(Manifests.spec(Manifests.MINIMAL.replace("steps:\n",
                "steps:\n  - {name: shadow, type: Shadow, samplePercent: \"12.5\", minimumSeconds: 60}\n")));
        experiment.getMetadata().setNamespace("demo");
        experiment.getMetadata().setName("digits");
        experiment.getMetadata().setUid("uid-1");
        return experiment;
    }

    private RouteIntent during(int step) {
        return RouteIntents.of(experiment, experiment.getSpec(), States.running(step, Optional.of(NOW), NOW, 1, false));
    }

    @Test
    void aShadowStepWantsCopiesAndTheNextOneAShare() {
        assertThat(during(0).mirrored("candidate")).isEqualByComparingTo("12.5");
        assertThat(during(0).share("candidate")).isZero();
        assertThat(during(1).mirrored("candidate")).isZero();
        assertThat(during(1).share("candidate")).isEqualByComparingTo("10");
    }

    @Test
    void aLaterRunDrawsItsUnitsAnewUnlessTheSpecKeepsThem() {
        assertThat(salt(1)).isEqualTo("uid-1").isNotEqualTo(salt(2));
        assertThat(salt(2)).isNotEqualTo(salt(3));

        experiment.setSpec(Manifests.spec(Manifests.MINIMAL.replace("{unit: Request}", "{salt: mine, saltOnRetry: Keep}")));
        assertThat(salt(1)).isEqualTo("mine").isEqualTo(salt(2));
    }

    @Test
    void theLongestSaltOfASpecHasRoomForTheNumberOfAnyRun() {
        experiment.setSpec(Manifests.spec(Manifests.MINIMAL.replace("{unit: Request}", "{salt: " + "s".repeat(253) + "}")));

        assertThat(salt(Integer.MAX_VALUE)).hasSize(253).isNotEqualTo(salt(1));
    }

    private String salt(int run) {
        return RouteIntents.of(experiment, experiment.getSpec(), new Waiting(run, run)).assignment().salt();
    }
}
