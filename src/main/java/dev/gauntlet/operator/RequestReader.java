package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.decision.UserRequest.Kind;
import dev.gauntlet.lifecycle.SeenRequest;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads the annotations that ask for something, with who wrote them and when, as the API server keeps it in managedFields. */
final class RequestReader {

    private static final String PREFIX = "gauntlet.dev/";
    private static final String UNKNOWN = "unknown";
    /** Letters that may be wrong, missing or too many in a misspelling; other annotations of the prefix ask for nothing. */
    private static final int MISTAKES = 2;

    private RequestReader() {
    }

    /** The annotations that ask for something, or seem to, in the order of their names. */
    static List<SeenRequest> read(ModelExperiment experiment) {
        ObjectMeta metadata = experiment.getMetadata();
        return Optional.ofNullable(metadata.getAnnotations()).orElse(Map.of()).entrySet().stream().filter(entry -> asks(entry.getKey()))
                .sorted(Map.Entry.comparingByKey()).map(entry -> seen(metadata, entry.getKey(), entry.getValue())).toList();
    }

    /** Whether an annotation asks for something, or seems to. */
    static boolean asks(String annotation) {
        return annotation.startsWith(PREFIX) && Arrays.stream(Kind.values())
                .anyMatch(kind -> distance(annotation.toLowerCase(Locale.ROOT), kind.annotation()) <= MISTAKES);
    }

    private static SeenRequest seen(ObjectMeta metadata, String annotation, String value) {
        List<ManagedFieldsEntry> entries = Optional.ofNullable(metadata.getManagedFields()).orElse(List.of());
        Optional<ManagedFieldsEntry> writer = entries.stream()
                .filter(entry -> owns(entry, "f:metadata", "f:annotations", "f:" + annotation))
                .max(Comparator.comparing(RequestReader::time));
        Optional<Kind> kind = Arrays.stream(Kind.values()).filter(k -> k.annotation().equals(annotation)).findFirst();
        boolean outdated = writer.isPresent() && entries.stream().filter(entry -> owns(entry, "f:spec"))
                .anyMatch(entry -> !manager(entry).equals(manager(writer.get())) && time(entry).isAfter(time(writer.get())));
        return new SeenRequest(annotation, kind, value == null ? "" : value, writer.map(RequestReader::manager).orElse(UNKNOWN),
                writer.map(RequestReader::time).orElseGet(() -> Instant.parse(metadata.getCreationTimestamp())), outdated);
    }

    private static boolean owns(ManagedFieldsEntry entry, String... path) {
        Object node = entry.getFieldsV1() == null ? null : entry.getFieldsV1().getAdditionalProperties();
        for (String field : path) {
            node = node instanceof Map<?, ?> fields ? fields.get(field) : null;
        }
        return node != null;
    }

    private static String manager(ManagedFieldsEntry entry) {
        return Optional.ofNullable(entry.getManager()).orElse(UNKNOWN);
    }

    private static Instant time(ManagedFieldsEntry entry) {
        return entry.getTime() == null ? Instant.EPOCH : Instant.parse(entry.getTime());
    }

    /** Levenshtein distance: the letters to change, insert or remove. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}
