package dev.gauntlet.evidence.presets;

import static dev.gauntlet.evidence.presets.Families.average;
import static dev.gauntlet.evidence.presets.Families.counter;
import static dev.gauntlet.evidence.presets.Families.differs;
import static dev.gauntlet.evidence.presets.Families.histogram;
import static dev.gauntlet.evidence.presets.Families.is;
import static dev.gauntlet.evidence.presets.Families.isNot;
import static dev.gauntlet.evidence.presets.Families.matches;
import static dev.gauntlet.evidence.presets.Families.parts;
import static dev.gauntlet.evidence.presets.Families.share;
import static dev.gauntlet.evidence.presets.Families.sum;
import static dev.gauntlet.evidence.presets.TimeUnit.MICROSECONDS;
import static dev.gauntlet.evidence.presets.TimeUnit.MILLISECONDS;
import static dev.gauntlet.evidence.presets.TimeUnit.SECONDS;

import dev.gauntlet.api.v1alpha1.Preset.Signal;
import dev.gauntlet.api.v1alpha1.Preset.Source;
import dev.gauntlet.evidence.presets.SignalSeries.Distribution;
import dev.gauntlet.evidence.presets.SignalSeries.Missing;
import dev.gauntlet.evidence.presets.SignalSeries.Share;
import dev.gauntlet.evidence.presets.SignalSeries.Times;
import dev.gauntlet.evidence.prometheus.Matcher;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What every source gives, in one place. A failure is the server's fault: HTTP 5xx, gRPC Unknown (2), DeadlineExceeded (4), Internal (13)
 * and Unavailable (14); 4xx and the 499 of a client that went away are none. Names, labels and units are those of the sources'
 * documentation.
 */
final class SourceTable {

    private static final String SERVER_FAULT = "5..";
    private static final String HTTP_ONLY = "HTTP status only: a failed gRPC call answers 200 and is not seen";
    private static final String NO_COPIES = "copies by the same proxies are not counted, so it is not judged in Shadow steps";
    private static final String TAKE_ERRORS_FROM = "; take them from what stands in front of it, "
            + "such as Istio, EnvoyGateway or KnativeServing";

    private static final Matcher[] ISTIO = {is("reporter", "source"), differs("destination_service", ".*-shadow(:[0-9]+)?")};
    private static final Matcher LINKERD = is("direction", "outbound");
    private static final Matcher ML_SERVER = matches("path", ".+/infer");
    private static final List<String> KNATIVE_SERVING =
            List.of("kn_queueproxy_app_duration_seconds", "kn_serving_invocation_duration_seconds");

    private static final List<SignalRow> ROWS = Stream.of(gateways(), knative(), modelServers(), comparator()).flatMap(s -> s).toList();
    private static final Map<Source, String> VARIANT_LABELS = variantLabels();

    private SourceTable() {
    }

    /** All lines, sources together and in the order of their names in the API. */
    static List<SignalRow> rows() {
        return ROWS;
    }

    /** The line of a signal, if the source has or refuses it by name. */
    static Optional<SignalRow> row(Source source, Signal signal) {
        return ROWS.stream().filter(row -> row.source() == source && row.signal() == signal).findFirst();
    }

    /** The signals that a source has. */
    static List<Signal> signals(Source source) {
        return ROWS.stream().filter(row -> row.source() == source && !(row.series() instanceof Missing)).map(SignalRow::signal).toList();
    }

    /** How the variants are told apart in the series of a source: what to write in their {@code metricLabels}. */
    static String variantLabels(Source source) {
        return VARIANT_LABELS.get(source);
    }

    private static Stream<SignalRow> gateways() {
        return Stream.of(
                row(Source.ManagedProxy, Signal.Errors, share(counter("gauntlet_requests_total"), matches("code", SERVER_FAULT)),
                        "the first answer counts: what the champion then answers in place of a failed challenger does not hide "
                                + "the failure"),
                row(Source.ManagedProxy, Signal.Latency, histogram(SECONDS, "gauntlet_request_duration_seconds"),
                        "time of the first attempt"),
                row(Source.Istio, Signal.Errors, share(counter("istio_requests_total", ISTIO), matches("response_code", SERVER_FAULT)),
                        HTTP_ONLY + ", use GrpcErrors; one reporter, or requests would count twice; " + NO_COPIES),
                row(Source.Istio, Signal.GrpcErrors, share(counter("istio_requests_total", with(ISTIO, is("request_protocol", "grpc"))),
                        matches("grpc_response_status", "2|4|13|14")), "one reporter, or calls would count twice; " + NO_COPIES),
                row(Source.Istio, Signal.Latency, histogram(MILLISECONDS, "istio_request_duration_milliseconds", ISTIO), NO_COPIES),
                row(Source.EnvoyGateway, Signal.Errors, share(counter("envoy_cluster_upstream_rq_xx"),
                        is("envoy_response_code_class", "5")), HTTP_ONLY + "; one cluster per backend is needed; " + NO_COPIES),
                row(Source.EnvoyGateway, Signal.Latency, histogram(MILLISECONDS, "envoy_cluster_upstream_rq_time"),
                        "one cluster per backend is needed; " + NO_COPIES),
                row(Source.Linkerd, Signal.Errors, share(counter("response_total", LINKERD), is("classification", "failure")),
                        "Linkerd classifies: HTTP 5xx and failed gRPC calls, unless a service profile says otherwise; " + NO_COPIES),
                row(Source.Linkerd, Signal.Latency, histogram(MILLISECONDS, "response_latency_ms", LINKERD),
                        "time to the first byte; " + NO_COPIES),
                row(Source.IngressNginx, Signal.Errors, share(counter("nginx_ingress_controller_requests"),
                        matches("status", SERVER_FAULT)), HTTP_ONLY),
                row(Source.IngressNginx, Signal.Latency, histogram(SECONDS, "nginx_ingress_controller_request_duration_seconds"), ""),
                row(Source.Traefik, Signal.Errors, share(counter("traefik_service_requests_total"), matches("code", SERVER_FAULT)),
                        "copies of requests count like requests; " + HTTP_ONLY),
                row(Source.Traefik, Signal.Latency, histogram(SECONDS, "traefik_service_request_duration_seconds"),
                        "the default buckets (0.1, 0.3, 1.2, 5 s) are too coarse for most margins; configure finer ones"),
                row(Source.HAProxy, Signal.Errors, share(counter("haproxy_server_http_responses_total"), is("code", "5xx")), HTTP_ONLY),
                missing(Source.HAProxy, Signal.Latency, "exports moving averages of its times only, which cannot be counted: "
                        + "a Quantile needs a histogram, a Mean a sum and a count; take them from the model server"));
    }

    private static Stream<SignalRow> knative() {
        return Stream.of(
                row(Source.KnativeQueueProxy, Signal.Errors, share(counter("revision_request_count"), is("response_code_class", "5xx")),
                        "with the queue's own 502, 503 and 504, and up to 1.14 at least with a 502 for each client that went away; "
                                + HTTP_ONLY),
                row(Source.KnativeQueueProxy, Signal.Latency, histogram(MILLISECONDS, "revision_app_request_latencies"),
                        "time in the container, without the queue"),
                row(Source.KnativeServing, Signal.Errors, share(parts(KNATIVE_SERVING, "_count"),
                        matches("http_response_status_code", SERVER_FAULT)),
                        "the name of 1.19 and 1.20, and the one of 1.21 on; " + HTTP_ONLY),
                row(Source.KnativeServing, Signal.Latency, histogram(SECONDS, KNATIVE_SERVING),
                        "the name of 1.19 and 1.20, and the one of 1.21 on"));
    }

    private static Stream<SignalRow> modelServers() {
        return Stream.of(
                missing(Source.KServe, Signal.Errors, "model servers count no errors" + TAKE_ERRORS_FROM),
                row(Source.KServe, Signal.Latency, histogram(SECONDS, "request_predict_seconds"), "the predict phase only"),
                row(Source.Triton, Signal.Errors, new Share(counter("nv_inference_request_failure", isNot("reason", "CANCELED")),
                        sum(counter("nv_inference_request_success"), counter("nv_inference_request_failure"))),
                        "every reason but CANCELED; versions without reasons count all failures"),
                row(Source.Triton, Signal.Latency, average(MICROSECONDS, counter("nv_inference_request_duration_us"),
                        counter("nv_inference_request_success")), "successful requests"),
                missing(Source.Triton, Signal.TimeToFirstToken, "times the first response, which is the first token only where the "
                        + "model streams tokens; where it does, write nv_inference_first_response_histogram_ms as query"),
                missing(Source.TorchServe, Signal.Errors, "counts errors by host and not by model" + TAKE_ERRORS_FROM),
                row(Source.TorchServe, Signal.Latency, average(MICROSECONDS, counter("ts_inference_latency_microseconds"),
                        counter("ts_inference_requests_total")), "no longer maintained"),
                row(Source.TensorFlowServing, Signal.Errors, share(counter(":tensorflow:serving:request_count"),
                        matches("status", "UNKNOWN|DEADLINE_EXCEEDED|INTERNAL|UNAVAILABLE")), "the metrics endpoint must be enabled"),
                row(Source.TensorFlowServing, Signal.Latency, histogram(MICROSECONDS, ":tensorflow:serving:request_latency"),
                        "the metrics endpoint must be enabled"),
                row(Source.VLLM, Signal.Errors, share(counter("http_requests_total", is("method", "POST")),
                        matches("status", SERVER_FAULT)),
                        "of the HTTP server: no label names the model, and a stream that breaks off later answers 200"),
                row(Source.VLLM, Signal.Latency, histogram(SECONDS, "vllm:e2e_request_latency_seconds"), "the lowest bucket ends at 0.3 s"),
                row(Source.VLLM, Signal.TimeToFirstToken, histogram(SECONDS, "vllm:time_to_first_token_seconds"), ""),
                row(Source.VLLM, Signal.TimePerOutputToken, histogram(SECONDS, "vllm:request_time_per_output_token_seconds"),
                        "one value per request; vllm:time_per_output_token_seconds has one per token, "
                                + "and those of a request are not independent"),
                row(Source.Seldon, Signal.Errors, share(counter("seldon_model_infer_total"),
                        matches("code", SERVER_FAULT + "|Unknown|DeadlineExceeded|Internal|Unavailable")), "REST and gRPC"),
                row(Source.Seldon, Signal.Latency, average(SECONDS, counter("seldon_model_infer_seconds_total"),
                        counter("seldon_model_infer_total")), "the histogram seldon_model_infer_api_seconds names no model"),
                row(Source.MLServer, Signal.Errors, share(counter("rest_server_requests_total", ML_SERVER),
                        matches("status_code", SERVER_FAULT)),
                        "REST only; model_infer_request_failure counts the caller's mistakes too"),
                row(Source.MLServer, Signal.Latency, new Times(SECONDS, parts(List.of("model_infer_request_duration"), "_sum"),
                        parts(List.of("model_infer_request_duration"), "_count"), Optional.of(parts(List.of(
                        "rest_server_requests_duration_seconds", "rest_server_request_duration_seconds"), "_bucket", ML_SERVER))),
                        "a Mean is of all inferences, a Quantile of REST requests"),
                row(Source.BentoML, Signal.Errors, share(counter("bentoml_service_request_total"),
                        matches("http_response_code", SERVER_FAULT)), ""),
                row(Source.BentoML, Signal.Latency, histogram(SECONDS, "bentoml_service_request_duration_seconds"), ""));
    }

    private static Stream<SignalRow> comparator() {
        return Stream.of(
                row(Source.Comparator, Signal.Divergence, new Share(counter("gauntlet_shadow_divergent_total"),
                        counter("gauntlet_shadow_pairs_total")), "limit it with hardLimit: the champion cannot diverge from itself"),
                row(Source.Comparator, Signal.Errors, new Share(counter("gauntlet_shadow_failures_total", isNot("reason", "Rejected")),
                        counter("gauntlet_shadow_requests_total")), "no answer, none in time, or a status other than 2xx and 4xx"),
                row(Source.Comparator, Signal.Latency, histogram(SECONDS, "gauntlet_shadow_latency_seconds"),
                        "of copies that both models were asked for, answers with status 2xx only"),
                row(Source.Comparator, Signal.ScoreDrift, new Distribution(parts(List.of("gauntlet_shadow_score"), "_bucket")), ""));
    }

    private static Map<Source, String> variantLabels() {
        Map<Source, String> labels = new EnumMap<>(Source.class);
        labels.put(Source.ManagedProxy, "any: the proxy puts them on its series");
        labels.put(Source.Istio, "`destination_workload` or `destination_version`");
        labels.put(Source.EnvoyGateway, "`envoy_cluster_name`, such as `httproute/<namespace>/<route>/rule/0/backend/1`; the backends "
                + "of a rule share a cluster unless each has a filter of its own");
        labels.put(Source.Linkerd, "`dst_deployment`");
        labels.put(Source.IngressNginx, "`canary` (empty for the champion)");
        labels.put(Source.Traefik, "`service`");
        labels.put(Source.HAProxy, "`proxy` or `server`");
        labels.put(Source.KnativeQueueProxy, "`revision_name`");
        labels.put(Source.KnativeServing, "a label that the scrape copies from the pod: the revision's name stands on `target_info` only");
        labels.put(Source.KServe, "a label that the scrape copies from the pod: `model_name` is equal for both revisions");
        labels.put(Source.Triton, "`version`, or `model`, or a label that the scrape copies from the pod");
        labels.put(Source.TorchServe, "`model_version` or `model_name`");
        labels.put(Source.TensorFlowServing, "a label that the scrape copies from the pod: no label tells the version");
        labels.put(Source.VLLM, "a label that the scrape copies from the pod: `http_requests_total` has none that names the model");
        labels.put(Source.Seldon, "`model` or `model_internal`");
        labels.put(Source.MLServer, "a label that the scrape copies from the pod; `version` or `model` do where the type is Mean");
        labels.put(Source.BentoML, "`service_version` or `service_name`");
        labels.put(Source.Comparator, "any: the comparator puts them on its series");
        return labels;
    }

    private static Matcher[] with(Matcher[] some, Matcher another) {
        return Stream.concat(Stream.of(some), Stream.of(another)).toArray(Matcher[]::new);
    }

    private static SignalRow row(Source source, Signal signal, SignalSeries series, String caveat) {
        return new SignalRow(source, signal, series, caveat);
    }

    private static SignalRow missing(Source source, Signal signal, String reason) {
        return new SignalRow(source, signal, new Missing(reason), "");
    }
}
