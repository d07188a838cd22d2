package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import jakarta.inject.Singleton;
import java.util.function.Supplier;

/**
 * OpenTelemetry spans of a pass: {@code reconcile} and, within it, what takes time. Nothing is recorded unless
 * {@code quarkus.otel.sdk.disabled} is {@code false}.
 */
@Singleton
class Tracing {

    private final Tracer tracer;

    Tracing(Tracer tracer) {
        this.tracer = tracer;
    }

    /** Runs a whole pass over an experiment in a trace of its own. */
    <T> T reconcile(ModelExperiment experiment, Supplier<T> pass) {
        return run(tracer.spanBuilder("reconcile").setNoParent()
                .setAttribute("k8s.namespace.name", experiment.getMetadata().getNamespace())
                .setAttribute("gauntlet.experiment.name", experiment.getMetadata().getName())
                .setAttribute("gauntlet.experiment.uid", experiment.getMetadata().getUid()), pass);
    }

    /** Says on the running span what a pass came to. */
    void result(ModelExperimentStatus status) {
        Span span = Span.current();
        if (status.phase() != null) {
            span.setAttribute("gauntlet.phase", status.phase().name());
        }
        if (status.run() != null && status.run().number() != null) {
            span.setAttribute("gauntlet.run", status.run().number());
        }
        if (status.decision() != null) {
            span.setAttribute("gauntlet.decision.rule", status.decision().rule().name())
                    .setAttribute("gauntlet.decision.action", status.decision().action().name())
                    .setAttribute("gauntlet.decision.reason", status.decision().reason());
        }
    }

    /**
     * Runs a part of a pass in a span.
     *
     * @param name what is done, such as {@code read data}
     * @param part does it; what it throws is recorded and thrown on
     */
    <T> T span(String name, Supplier<T> part) {
        return run(tracer.spanBuilder(name), part);
    }

    private static <T> T run(SpanBuilder builder, Supplier<T> part) {
        Span span = builder.startSpan();
        try (Scope scope = span.makeCurrent()) {
            return part.get();
        } catch (RuntimeException e) {
            span.recordException(e).setStatus(StatusCode.ERROR, String.valueOf(e.getMessage()));
            throw e;
        } finally {
            span.end();
        }
    }
}
