package dev.gauntlet.evidence.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Native histograms as Prometheus 2.42 answers them; the recorded answer is of a histogram of schema 2 that was scraped as protobuf. */
class NativeHistogramAnswerTest {

    @Test
    void aRecordedAnswerIsRead() throws IOException {
        QueryOutcome.Samples samples = (QueryOutcome.Samples) AnswerParser.samples(recorded(), Optional.empty());

        assertThat(samples.series()).singleElement().satisfies(series -> {
            assertThat(series.label("__name__")).isEqualTo("latency_seconds");
            assertThat(series.samples()).isEmpty();
            assertThat(series.histograms()).hasSize(3).first().isEqualTo(new HistogramSample(1_795_337_764_037L, 12, List.of(
                    new HistogramSample.Bucket(-1.189207115002721, -1, 2), new HistogramSample.Bucket(-0.001, 0.001, 4),
                    new HistogramSample.Bucket(0.8408964152537144, 1, 2), new HistogramSample.Bucket(1, 1.189207115002721, 2),
                    new HistogramSample.Bucket(1.6817928305074288, 2, 2))));
        });
    }

    @Test
    void anEmptyHistogramHasNoBuckets() {
        QueryOutcome.Samples samples = (QueryOutcome.Samples) AnswerParser.samples(answer("[[1.5,{\"count\":\"0\",\"sum\":\"0\"}]]"), Optional.empty());

        assertThat(samples.series().get(0).histograms()).containsExactly(new HistogramSample(1500, 0, List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[[1,\"3\"]]", "[[1,{\"count\":\"x\"}]]",
            "[[1,{\"count\":\"3\",\"buckets\":[[0,\"1\",\"2\"]]}]]",
        "[[1,{\"count\":\"3\",\"buckets\":[[0,1,2,3]]}]]"})
    void anythingElseIsMalformed(String histograms) {
        assertThat(AnswerParser.samples(answer(histograms), Optional.empty()))
                .isInstanceOfSatisfying(Failure.class, failure -> assertThat(failure.reason())
                        .isEqualTo(FailureReason.MALFORMED_ANSWER));
    }

    private static byte[] recorded() throws IOException {
        try (InputStream file = NativeHistogramAnswerTest.class.getResourceAsStream("/prometheus/native-histogram.json")) {
            return file.readAllBytes();
        }
    }

    private static byte[] answer(String histograms) {
        return ("{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{},\"histograms\":"
                + histograms + "}]}}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
