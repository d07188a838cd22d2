package dev.gauntlet.stats.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SampleRatioTest {

    @Test
    void theVariantThatIsFarthestOffIsNamed() {
        Diagnostic diagnostic = new SampleRatio(List.of(
                new SampleRatio.Share("champion", 9_021, 9_000),
                new SampleRatio.Share("small", 400, 500),
                new SampleRatio.Share("large", 579, 500)), 1e-20).diagnostic(0.001);
        assertThat(diagnostic.flagged()).isTrue();
        assertThat(diagnostic.sentence()).contains("small got 4.00%").contains("5.00%").contains("p < 1e-16");
    }

    @Test
    void aSplitAsWantedIsNotFlagged() {
        Diagnostic diagnostic = new SampleRatio(List.of(
                new SampleRatio.Share("champion", 501, 500),
                new SampleRatio.Share("challenger", 499, 500)), 0.9).diagnostic(0.001);
        assertThat(diagnostic.flagged()).isFalse();
        assertThat(diagnostic.sentence()).contains("chance explains");
    }

    @Test
    void withoutTrafficThereIsNothingToSay() {
        assertThat(new SampleRatio(List.of(new SampleRatio.Share("champion", 0, 0)), 1).diagnostic(0.001).sentence())
                .contains("No traffic");
    }

    @Test
    void impossibleSharesAreRefusedByName() {
        assertThatThrownBy(() -> new SampleRatio.Share("a", -1, 0)).hasMessageContaining("observed");
        assertThatThrownBy(() -> new SampleRatio.Share("a", 0, Double.NaN)).hasMessageContaining("expected");
        assertThatThrownBy(() -> new SampleRatio(List.of(), 1)).hasMessageContaining("shares");
        assertThatThrownBy(() -> new SampleRatio(List.of(new SampleRatio.Share("a", 1, 1)), 2)).hasMessageContaining("pValue");
    }
}
