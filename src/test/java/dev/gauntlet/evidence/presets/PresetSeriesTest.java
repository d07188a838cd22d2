package dev.gauntlet.evidence.presets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.Preset;
import dev.gauntlet.evidence.InMemoryStore;
import dev.gauntlet.evidence.presets.Exposition.Expected;
import dev.gauntlet.evidence.prometheus.QueryOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Of what every source exports, each preset counts the challenger's series and no other. */
class PresetSeriesTest {

    private static final Instant NOW = Instant.parse("2026-11-02T09:00:00Z");

    static Stream<Arguments> signals() {
        return Exposition.all().flatMap(page -> page.expected().stream().map(expected -> Arguments.of(expected, page)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("signals")
    void countsWhatBelongsToTheSignalAndNothingElse(Expected expected, Exposition page) {
        InMemoryStore store = new InMemoryStore();
        page.series().forEach((labels, value) -> store.put(labels, NOW, value));

        assertThat(expected.query().selectors()).containsOnlyKeys(expected.counts().keySet());
        expected.query().selectors().forEach((field, selector) -> {
            QueryOutcome found = store.rawSamples(page.ofChallenger(field, selector).toPromQl(), Duration.ofMinutes(1), NOW);
            assertThat(((QueryOutcome.Samples) found).series().stream().mapToDouble(series -> series.samples().get(0).value()).sum())
                    .as("%s: %s", field, selector).isEqualTo(expected.counts().get(field));
        });
    }

    @Test
    void everySignalThatASourceHasIsOnItsPageInEveryType() {
        List<String> given = SourceTable.rows().stream().flatMap(row -> row.series().types().stream()
                .map(type -> row.source() + " " + row.signal() + " " + type)).toList();

        assertThat(Exposition.all().flatMap(page -> page.expected().stream()).map(Expected::toString))
                .containsExactlyInAnyOrderElementsOf(given);
    }

    @Test
    void everySourceHasASignalAndSaysHowItsVariantsAreToldApart() {
        assertThat(Preset.Source.values()).allSatisfy(source -> {
            assertThat(SourceTable.signals(source)).isNotEmpty();
            assertThat(SourceTable.variantLabels(source)).isNotBlank();
        });
    }

    @Test
    void noCounterIsNamedTwiceInASelectorOfEventsAndTrials() {
        assertThat(SourceTable.rows()).filteredOn(row -> row.series().types().contains(Metric.Type.Proportion)).allSatisfy(row -> {
            SignalSeries.Share share = (SignalSeries.Share) row.series();
            assertThat(share.events()).isNotEqualTo(share.trials());
        });
    }
}
