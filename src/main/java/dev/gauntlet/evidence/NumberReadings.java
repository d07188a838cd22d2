package dev.gauntlet.evidence;

import dev.gauntlet.evidence.prometheus.Sample;
import dev.gauntlet.evidence.prometheus.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Reads the samples of a counter or gauge. */
final class NumberReadings {

    private NumberReadings() {
    }

    /** The readings of a series, ascending by time; native histograms among them are irregular. */
    static List<Reading> of(Series series, SeriesKind kind) {
        List<Reading> readings = new ArrayList<>();
        for (Sample sample : series.samples()) {
            readings.add(of(sample, kind));
        }
        if (!series.histograms().isEmpty()) {
            series.histograms().forEach(histogram -> readings.add(new Reading.Irregular(
                    histogram.timestampMillis(), DataFault.Kind.NOT_A_COUNTER, "is a native histogram")));
            readings.sort(Comparator.comparingLong(Reading::timestampMillis));
        }
        return readings;
    }

    private static Reading of(Sample sample, SeriesKind kind) {
        Optional<DataFault.Kind> irregularity = CounterRules.irregularity(sample.value(), kind);
        if (irregularity.isPresent()) {
            return new Reading.Irregular(sample.timestampMillis(), irregularity.get(), "is " + sample.value());
        }
        return kind == SeriesKind.GAUGE ? new Reading.Level(sample.timestampMillis(), sample.value())
                : new Reading.Number(sample.timestampMillis(), sample.value());
    }
}
