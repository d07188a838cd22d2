package dev.gauntlet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.Manifests;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.decision.ShadowComparison;
import dev.gauntlet.decision.ShadowComparison.Verdict;
import org.junit.jupiter.api.Test;

class ShadowComparisonsTest {

    private static final String OURS = "{experiment=\"demo/digits\"}";
    private static final ModelExperimentSpec SPEC = Manifests.spec(Manifests.MINIMAL.replace("steps:", "steps:\n"
            + "  - {name: shadow, type: Shadow, samplePercent: \"10\", minimumSamples: 100, comparison: {maximumDivergence: \"0.1\"}}"));

    @Test
    void pairsOfShadowEpochsAreCountedWithTheStepsMaximumAndSamples() {
        Counts counts = pairs(pairs(Counts.of(SPEC).epoch(0, 0), 200, 4).epoch(60, 0), 100, 2);

        assertThat(ShadowComparisons.read(SPEC, counts.evidence(), 1)).singleElement().satisfies(found -> {
            assertThat(found.challenger()).isEqualTo("candidate");
            assertThat(found.pairs()).isEqualTo(300);
            assertThat(found.divergent()).isEqualTo(6);
            assertThat(found.maximum()).isEqualTo(0.1);
            assertThat(found.minimumPairs()).isEqualTo(100);
            assertThat(found.verdict()).isEqualTo(Verdict.Agrees);
        });
    }

    @Test
    void nothingIsReadOfEpochsWithSplitTrafficNorBeforeTheStep() {
        Counts counts = pairs(pairs(Counts.of(SPEC).epoch(0, 0), 200, 4).epoch(60, 50), 100, 90);

        assertThat(ShadowComparisons.read(SPEC, counts.evidence(), 2)).extracting(ShadowComparison::pairs).containsExactly(200L);
        assertThat(ShadowComparisons.read(SPEC, counts.evidence(), 0)).isEmpty();
    }

    @Test
    void aPairWhoseCountersWereScrapedInTurnIsNoContradiction() {
        Counts counts = pairs(Counts.of(SPEC).epoch(0, 0), 5, 6);

        assertThat(ShadowComparisons.read(SPEC, counts.evidence(), 1)).extracting(ShadowComparison::divergent).containsExactly(5L);
    }

    @Test
    void withoutAStepThatComparesNothingIsCountedForIt() {
        ModelExperimentSpec plain = Manifests.spec(Manifests.MINIMAL);

        assertThat(ShadowComparisons.counted("demo/digits", plain)).isEmpty();
        assertThat(EvidenceSpecs.of("demo/digits", plain).metrics()).hasSameSizeAs(plain.metrics());
        assertThat(EvidenceSpecs.of("demo/digits", SPEC).metrics()).hasSize(SPEC.metrics().size() + 1);
    }

    private static Counts pairs(Counts counts, long pairs, long divergent) {
        return counts.count("gauntlet_shadow_pairs_total" + OURS, "candidate", "", pairs)
                .count("gauntlet_shadow_divergent_total" + OURS, "candidate", "", divergent);
    }
}
