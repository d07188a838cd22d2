package dev.gauntlet.operator.notification;

import dev.gauntlet.operator.notification.Answer.Result;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Makes single attempts to deliver to one channel. Thread-safe. */
final class ChannelClient {

    private final Channel channel;
    private final HttpClient http;

    ChannelClient(Channel channel) {
        this.channel = channel;
        HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER).connectTimeout(channel.timeout());
        channel.tls().ifPresent(builder::sslContext);
        this.http = builder.build();
    }

    /**
     * Sends a message once.
     *
     * @param message what is told
     * @param ends when what is told is over
     * @return what became of it; nothing is thrown, so that no fault of a channel goes further
     */
    Answer send(Message message, Instant ends) {
        try {
            return answer(exchange(channel.payload(message, ends)));
        } catch (TimeoutException e) {
            return Answer.failed("no answer within " + channel.timeout());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.failed("interrupted");
        } catch (IOException | RuntimeException e) {
            return Answer.failed(e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage()));
        }
    }

    private HttpResponse<Void> exchange(Payload payload) throws IOException, InterruptedException, TimeoutException {
        HttpRequest.Builder request = HttpRequest.newBuilder(payload.url()).POST(HttpRequest.BodyPublishers.ofByteArray(payload.body()));
        payload.headers().forEach(request::setHeader);
        channel.headers().forEach(request::setHeader);
        if (channel.bearerTokenFile().isPresent()) {
            request.setHeader("Authorization", "Bearer " + Files.readString(channel.bearerTokenFile().get()).strip());
        }
        CompletableFuture<HttpResponse<Void>> answer = http.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding());
        try {
            // A request's own timeout ends at the headers; this one covers the body too.
            return answer.get(channel.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    private static Answer answer(HttpResponse<Void> response) {
        int status = response.statusCode();
        if (status / 100 == 2) {
            return Answer.DELIVERED;
        }
        boolean passing = status >= 500 || status == 408 || status == 429;
        Optional<Duration> retryAfter = response.headers().firstValue("Retry-After").filter(value -> value.matches("\\d{1,9}"))
                .map(value -> Duration.ofSeconds(Long.parseLong(value)));
        return new Answer(passing ? Result.Failed : Result.Refused, "HTTP " + status, retryAfter);
    }
}
