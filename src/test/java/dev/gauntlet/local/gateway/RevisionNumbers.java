package dev.gauntlet.local.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/** Names of the revisions of one Knative Service: each change of the template makes a new one, also a change back. */
final class RevisionNumbers {

    private JsonNode template = MissingNode.getInstance();
    private int number;

    /**
     * Name of the latest revision.
     *
     * @param service name of the Knative Service
     * @param now all that makes a new revision when it changes
     */
    String latest(String service, JsonNode now) {
        if (!now.equals(template)) {
            template = now.deepCopy();
            number++;
        }
        return "%s-%05d".formatted(service, number);
    }
}
