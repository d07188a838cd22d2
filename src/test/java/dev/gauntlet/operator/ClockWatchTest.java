package dev.gauntlet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.Manifests;
import dev.gauntlet.api.v1alpha1.ModelExperiment;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockWatchTest {

    private final SetClock clock = new SetClock();
    private final ClockWatch watch = new ClockWatch(clock);
    private final List<String> woken = new ArrayList<>();

    @BeforeEach
    void start() {
        ModelExperiment experiment = Serialization.unmarshal(Manifests.MINIMAL, ModelExperiment.class);
        EventSource<?, ModelExperiment> source = watch.source(new EventSourceContext<>(new PresentExperiments(List.of(experiment)), null, null,
                ModelExperiment.class));
        // Looks are taken by the test alone.
        watch.close();
        source.setEventHandler(event -> woken.add(event.getRelatedCustomResourceID().getName()));
        source.start();
        watch.look(0);
    }

    @AfterEach
    void end() {
        watch.close();
    }

    @ParameterizedTest(name = "the clock moves by {0} while {1} pass")
    @CsvSource({"PT1S, PT1S, false", "PT2H, PT1S, false", "PT0.5S, PT1S, false", "PT-2H, PT1S, true", "PT0S, PT3S, true"})
    void everybodyIsWokenWhenTheClockWasSetBack(Duration shown, Duration passed, boolean wakes) {
        clock.now = clock.now.plus(shown);
        watch.look(passed.toNanos());

        assertThat(woken).hasSize(wakes ? 1 : 0);
    }

    @Test
    void eachStepBackWakesOnce() {
        clock.now = clock.now.minusSeconds(7200);
        watch.look(Duration.ofSeconds(1).toNanos());
        clock.now = clock.now.plusSeconds(1);
        watch.look(Duration.ofSeconds(2).toNanos());

        assertThat(woken).hasSize(1);
    }

    private static final class SetClock extends Clock {

        private Instant now = Instant.parse("2026-11-20T12:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
