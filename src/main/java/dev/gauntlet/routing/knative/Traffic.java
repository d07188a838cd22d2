package dev.gauntlet.routing.knative;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Entries of the field {@code traffic} of a Knative Service. */
final class Traffic {

    private static final String REVISION = "revisionName";
    private static final String LATEST = "latestRevision";
    private static final String PERCENT = "percent";
    private static final String TAG = "tag";

    private Traffic() {
    }

    /** The entries of a list, or what Knative takes when there are none: all traffic to the latest revision. */
    static List<JsonNode> effective(JsonNode traffic) {
        List<JsonNode> entries = new ArrayList<>();
        traffic.forEach(entries::add);
        return entries.isEmpty() ? List.of(JsonNodeFactory.instance.objectNode().put(LATEST, true).put(PERCENT, 100)) : entries;
    }

    /** Whether an entry gets traffic of those who call the Service by its own name. */
    static boolean live(JsonNode entry) {
        return entry.path(PERCENT).asInt() > 0;
    }

    /** Whether an entry follows whatever revision is the latest. */
    static boolean latest(JsonNode entry) {
        return revision(entry).isEmpty();
    }

    /** The revision that an entry names; empty if it follows the latest one. */
    static String revision(JsonNode entry) {
        return entry.path(REVISION).asText();
    }

    /** What tells an entry that gets no traffic from the others. */
    static String key(JsonNode entry) {
        return tagged(entry) ? "tag " + entry.path(TAG).asText() : "revision " + revision(entry);
    }

    private static boolean tagged(JsonNode entry) {
        return !entry.path(TAG).asText().isEmpty();
    }

    /** Whether an entry is one that a split replaces: it gets traffic, or stands for one of these revisions and nothing else. */
    static boolean replaced(JsonNode entry, Set<String> revisions) {
        return live(entry) || !tagged(entry) && revisions.contains(revision(entry));
    }

    /** The entries that a split keeps, without traffic: those with a tag, and those that merely hold on to other revisions. */
    static List<JsonNode> kept(JsonNode traffic, Set<String> revisions) {
        List<JsonNode> kept = new ArrayList<>();
        for (JsonNode entry : traffic) {
            if (tagged(entry) && live(entry)) {
                kept.add(entry.<ObjectNode>deepCopy().put(PERCENT, 0));
            } else if (!replaced(entry, revisions)) {
                kept.add(entry.deepCopy());
            }
        }
        return kept;
    }

    /** Adds an entry in the form that Knative completes it to, so that its completion is no difference. */
    static void pin(ArrayNode traffic, String revision, int percent) {
        traffic.addObject().put(LATEST, false).put(PERCENT, percent).put(REVISION, revision);
    }

    /** Percent by revision, without those that get nothing. */
    static Map<String, Integer> percents(Iterable<? extends JsonNode> traffic, String latestRevision) {
        Map<String, Integer> percents = new TreeMap<>();
        for (JsonNode entry : traffic) {
            if (live(entry)) {
                percents.merge(latest(entry) ? latestRevision : revision(entry), entry.path(PERCENT).asInt(), Integer::sum);
            }
        }
        return percents;
    }
}
