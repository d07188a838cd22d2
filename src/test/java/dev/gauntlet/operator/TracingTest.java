package dev.gauntlet.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

class TracingTest {

    private final List<SpanData> spans = new ArrayList<>();
    private final Tracing tracing = new Tracing(SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(new SpanExporter() {
        @Override
        public CompletableResultCode export(Collection<SpanData> ended) {
            spans.addAll(ended);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    })).build().get("test"));

    private static ModelExperiment experiment() {
        ModelExperiment experiment = new ModelExperiment();
        experiment.setMetadata(new ObjectMetaBuilder().withName("digits").withNamespace("demo").withUid("uid").build());
        return experiment;
    }

    private static String attribute(SpanData span, String key) {
        return span.getAttributes().get(AttributeKey.stringKey(key));
    }

    @Test
    void aPassIsOneTraceWithItsPartsAndItsResult() {
        ModelExperimentStatus status = Serialization.unmarshal("---\n{phase: Canary, run: {number: 2}, "
                + "decision: {action: Hold, rule: NoData, reason: SILENT, message: silent}}", ModelExperimentStatus.class);

        int answer = tracing.reconcile(experiment(), () -> {
            int part = tracing.span("observe route", () -> 40) + tracing.span("read data", () -> 2);
            tracing.result(status);
            return part;
        });

        assertThat(answer).isEqualTo(42);
        assertThat(spans).extracting(SpanData::getName).containsExactly("observe route", "read data", "reconcile");
        SpanData pass = spans.get(2);
        assertThat(pass.getParentSpanContext().isValid()).isFalse();
        assertThat(spans.subList(0, 2)).extracting(SpanData::getParentSpanId).containsOnly(pass.getSpanId());
        assertThat(attribute(pass, "k8s.namespace.name")).isEqualTo("demo");
        assertThat(attribute(pass, "gauntlet.experiment.name")).isEqualTo("digits");
        assertThat(attribute(pass, "gauntlet.phase")).isEqualTo("Canary");
        assertThat(attribute(pass, "gauntlet.decision.rule")).isEqualTo("NoData");
        assertThat(pass.getAttributes().get(AttributeKey.longKey("gauntlet.run"))).isEqualTo(2);
    }

    @Test
    void aFailureIsRecordedWhereItHappenedAndThrownOn() {
        IllegalStateException failure = new IllegalStateException("refused");

        assertThatThrownBy(() -> tracing.reconcile(experiment(), () -> tracing.span("apply route", () -> {
            throw failure;
        }))).isSameAs(failure);

        assertThat(spans).hasSize(2).allSatisfy(span -> {
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(span.getEvents()).hasSize(1);
        });
    }

    @Test
    void everyPassIsATraceOfItsOwn() {
        tracing.reconcile(experiment(), () -> tracing.reconcile(experiment(), () -> 1));

        assertThat(spans).extracting(SpanData::getTraceId).doesNotHaveDuplicates();
    }

    @Test
    void withoutTelemetryThePassRunsAllTheSame() {
        Tracing off = new Tracing(OpenTelemetry.noop().getTracer("test"));

        assertThat(off.reconcile(experiment(), () -> {
            off.result(ModelExperimentStatus.empty());
            return off.span("read data", () -> "done");
        })).isEqualTo("done");
    }
}
