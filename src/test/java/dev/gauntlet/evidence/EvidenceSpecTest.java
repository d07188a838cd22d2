package dev.gauntlet.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EvidenceSpecTest {
    private static final VariantLabels V1 = VariantLabels.of("champion", Map.of("version", "v1"));
    private static final VariantLabels V2 = VariantLabels.of("challenger", Map.of("version", "v2"));

    @Test
    void theFingerprintIgnoresTheOrderOfVariants() {
        assertThat(spec(V1, V2).fingerprint()).isEqualTo(spec(V2, V1).fingerprint());
    }

    @Test
    void theFingerprintTellsOtherLabelsApart() {
        assertThat(spec(V1, V2).fingerprint()).isNotEqualTo(spec(V1, VariantLabels.of("challenger", Map.of("version", "v3"))).fingerprint());
    }

    @Test
    void variantsThatCannotBeToldApartAreRefused() {
        assertThatThrownBy(() -> spec(V1, VariantLabels.of("challenger", Map.of("version", "v1")))).hasMessageContaining("metric labels");
        assertThatThrownBy(() -> VariantLabels.of("challenger", Map.of())).hasMessageContaining("no metric labels");
    }

    @Test
    void aLabelNameThatPrometheusWouldRefuseIsRefused() {
        assertThatThrownBy(() -> VariantLabels.of("challenger", Map.of("app.kubernetes.io/version", "v1"))).hasMessageContaining("not a label name");
    }

    private static EvidenceSpec spec(VariantLabels... variants) {
        return new EvidenceSpec(List.of(Lab.ERRORS), List.of(variants), "champion", Optional.empty(), List.of(), Duration.ofSeconds(30), Duration.ZERO);
    }
}
