package dev.gauntlet.evidence.prometheus;

import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** What the status and the headers of an HTTP answer mean (Prometheus documentation, "HTTP API"; RFC 9110). */
final class HttpAnswers {

    private HttpAnswers() {
    }

    /** The failure that an answer other than 200 stands for. */
    static Failure failure(HttpResponse<byte[]> response, Instant now) {
        int status = response.statusCode();
        String text = AnswerParser.errorText(response.body());
        FailureReason reason = switch (status) {
            case 400 -> FailureReason.BAD_QUERY;
            case 401, 403 -> FailureReason.UNAUTHORIZED;
            case 408, 504 -> FailureReason.QUERY_TIMEOUT;
            case 422 -> unprocessable(text.toLowerCase(Locale.ROOT));
            case 429 -> FailureReason.RATE_LIMITED;
            case 503 -> text.toLowerCase(Locale.ROOT).matches("(timeout|canceled):.*") ? FailureReason.QUERY_TIMEOUT : FailureReason.UNAVAILABLE;
            default -> status >= 500 ? FailureReason.UNAVAILABLE : FailureReason.UNEXPECTED_STATUS;
        };
        return new Failure(reason, "HTTP " + status + (text.isEmpty() ? "" : ": " + text), retryAfter(response, now));
    }

    private static FailureReason unprocessable(String text) {
        if (text.contains("too many samples") || text.contains("limit reached loading series")) {
            return FailureReason.TOO_MANY_SAMPLES;
        }
        if (text.contains("context deadline exceeded") || text.contains("query timed out")) {
            return FailureReason.QUERY_TIMEOUT;
        }
        return FailureReason.EXECUTION_FAILED;
    }

    /** The answer's {@code Date} header. */
    static Optional<Instant> date(HttpResponse<?> response) {
        return response.headers().firstValue("Date").flatMap(HttpAnswers::httpDate);
    }

    private static Optional<Duration> retryAfter(HttpResponse<?> response, Instant now) {
        return response.headers().firstValue("Retry-After").flatMap(value -> value.matches("\\d{1,9}")
                ? Optional.of(Duration.ofSeconds(Long.parseLong(value)))
                : httpDate(value).map(date -> Duration.between(now, date)).filter(wait -> !wait.isNegative()));
    }

    private static Optional<Instant> httpDate(String value) {
        try {
            return Optional.of(ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
