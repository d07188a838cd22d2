package dev.gauntlet.routing.managedproxy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** Talks to the admin endpoints of running proxies, to all of them at once. */
public final class ProxyAdminClient {

    private final HttpClient http;
    private final Duration timeout;

    /**
     * @param timeout longest time for one proxy to answer; a dead one must not hold up a rollback
     */
    public ProxyAdminClient(Duration timeout) {
        this.timeout = timeout;
        this.http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(timeout).build();
    }

    /** What one proxy said. */
    public sealed interface Answer {

        /**
         * The proxy holds this state.
         *
         * @param state what it holds
         */
        record Holding(ProxyState state) implements Answer {
        }

        /**
         * The proxy could not be asked or refused.
         *
         * @param problem what went wrong, for people
         */
        record Failed(String problem) implements Answer {
        }
    }

    /** Hands a state to all proxies at once and returns each one's answer by its address. */
    public Map<String, Answer> push(Collection<String> addresses, String token, ProxyState state) {
        return all(addresses, address -> request(address, token).POST(HttpRequest.BodyPublishers.ofString(state.toJson())).build());
    }

    /** Asks all proxies at once for the state they hold. */
    public Map<String, Answer> read(Collection<String> addresses, String token) {
        return all(addresses, address -> request(address, token).GET().build());
    }

    private HttpRequest.Builder request(String address, String token) {
        String host = address.contains(":") ? "[" + address + "]" : address;
        return HttpRequest.newBuilder(URI.create("http://" + host + ":" + ProxyServer.ADMIN_PORT + "/state"))
                .timeout(timeout)
                .header("Authorization", "Bearer " + token);
    }

    private Map<String, Answer> all(Collection<String> addresses, Function<String, HttpRequest> request) {
        Map<String, CompletableFuture<Answer>> pending = new LinkedHashMap<>();
        addresses.forEach(address -> pending.put(address, ask(request.apply(address))));
        Map<String, Answer> answers = new LinkedHashMap<>();
        pending.forEach((address, answer) -> answers.put(address, answer.join()));
        return answers;
    }

    private CompletableFuture<Answer> ask(HttpRequest request) {
        return http.sendAsync(request, BodyHandlers.ofString())
                .thenApply(response -> response.statusCode() == 200
                        ? new Answer.Holding(ProxyState.fromJson(response.body()))
                        : (Answer) new Answer.Failed("HTTP " + response.statusCode() + ": " + response.body().strip()))
                .exceptionally(error -> new Answer.Failed(describe(error)));
    }

    private static String describe(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
