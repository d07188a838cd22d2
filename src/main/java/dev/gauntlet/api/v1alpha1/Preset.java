package dev.gauntlet.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A well-known signal of a well-known source of metrics. It stands for the selectors, the type and the direction of a metric. Absolute
 * effects, margins and hard limits of times are written in seconds whatever unit the source has; they are converted, and status and
 * reports show the source's unit.
 *
 * @param source what exports the series
 * @param signal what they tell
 * @param labels further labels that the series must carry, such as the namespace or the model's name; an empty value stands for an
 *     absent label. Where the preset narrows by the same label, such as Istio's reporter, this value takes its place
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Preset(
        @Required Source source,
        @Required Signal signal,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Size(max = 8) Map<String, String> labels) {

    /** Sorts the labels, so that equal presets render alike. */
    public Preset {
        labels = labels == null ? Map.of() : Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }

    /** What exports the series. */
    public enum Source {
        /** Gauntlet's own proxy. */
        ManagedProxy,
        /** The sidecars, waypoints and gateways of Istio. */
        Istio,
        /** Envoy Gateway, or another Envoy that exports its cluster statistics. */
        EnvoyGateway,
        /** The proxies of Linkerd. */
        Linkerd,
        /** The ingress controller ingress-nginx. */
        IngressNginx,
        /** Traefik. */
        Traefik,
        /** HAProxy and its ingress controllers. */
        HAProxy,
        /** The queue-proxy of Knative Serving up to 1.18. */
        KnativeQueueProxy,
        /** The queue-proxy of Knative Serving from 1.19 on. */
        KnativeServing,
        /** The Python model servers of KServe. */
        KServe,
        /** NVIDIA Triton Inference Server. */
        Triton,
        /** TorchServe. */
        TorchServe,
        /** TensorFlow Serving. */
        TensorFlowServing,
        /** The OpenAI-compatible server of vLLM. */
        VLLM,
        /** The agents of Seldon Core 2. */
        Seldon,
        /** MLServer. */
        MLServer,
        /** BentoML 1.2 and later. */
        BentoML,
        /** Gauntlet's comparator of predictions. */
        Comparator
    }

    /** What the series tell. */
    public enum Signal {
        /** The share of requests that failed by the server's fault: HTTP 5xx, or a gRPC status that says so where the source tells it. */
        Errors,
        /** The share of gRPC calls that ended with Unknown, DeadlineExceeded, Internal or Unavailable. */
        GrpcErrors,
        /** How long answers took: a Quantile where quantile is given, else a Mean. */
        Latency,
        /** How long the first token of an answer took. */
        TimeToFirstToken,
        /** How long each further token of an answer took, one value per request. */
        TimePerOutputToken,
        /** The share of paired predictions in which the challenger disagrees with the champion. */
        Divergence,
        /** How far the challenger's scores are distributed from the champion's. */
        ScoreDrift
    }
}
