package dev.gauntlet.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.VariantStatus;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.stage.DigitsDemo;
import dev.gauntlet.stage.Stage;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Plays of the examples in {@code examples/lifecycle}, with their models and client traffic. */
final class LifecyclePlays {

    private static final double REQUESTS_PER_SECOND = 50;

    private LifecyclePlays() {
    }

    /** The play of an example, before its experiment is applied. */
    static Play of(Stage stage, String example) {
        return of(stage, example, "example-" + example);
    }

    static Play of(Stage stage, String example, String namespace) {
        return Play.ofExample(stage, "lifecycle/" + example, "lifecycle/servers", namespace).withTraffic(REQUESTS_PER_SECOND);
    }

    /** An edit of the manifest: more than 5 % of errors break a hard limit. */
    static String withErrorLimit(String manifest) {
        String margin = "    nonInferiorityMargin: {type: Absolute, value: \"0.02\"}\n";
        return Play.replaced(manifest, margin, margin + "    hardLimit: {maximum: \"0.05\", minimumSamples: 20}\n");
    }

    /** Waits for the end and checks that the candidate serves everybody, without a failed request. */
    static ModelExperimentStatus assertPromoted(Play play) {
        ModelExperimentStatus status = play.awaitReleased();
        assertThat(status.outcome().result()).as("%s", status.decision()).isEqualTo(Outcome.Promoted);
        assertThat(status.outcome().winner()).isEqualTo("candidate");
        play.assertServedBy("candidate");
        play.assertClientsUnharmed(50);
        return status;
    }

    /** The versions of the models that answer clients, by a number of requests. */
    static Set<String> answering(Stage stage, Play play, int requests) {
        return answering(play.demo().service(DigitsDemo.NAME).resolve("/v2/models/digits"), requests);
    }

    /** The versions of the models that answer at an address, by a number of requests. */
    static Set<String> answering(URI model, int requests) {
        Set<String> versions = new TreeSet<>();
        for (int i = 0; i < requests; i++) {
            versions.add(Serialization.unmarshal(get(model), Map.class).get("versions").toString());
        }
        return versions;
    }

    /** How many trials of the first metric count for a variant. */
    static long samples(ModelExperimentStatus status, String variant) {
        return status.variants().stream().filter(v -> v.name().equals(variant) && v.samples() != null).mapToLong(VariantStatus::samples).sum();
    }

    private static String get(URI uri) {
        try {
            return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
