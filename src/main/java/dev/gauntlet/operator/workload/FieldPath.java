package dev.gauntlet.operator.workload;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * A place in an object in three notations.
 *
 * @param pointer JSON pointer (RFC 6901), for patches
 * @param managed keys of {@code metadata.managedFields[].fieldsV1} from the root on
 * @param text for people, such as {@code spec.template.spec.containers[model].image}
 */
record FieldPath(String pointer, List<String> managed, String text) {

    static final FieldPath ROOT = new FieldPath("", List.of(), "");

    /** Copies the list. */
    FieldPath {
        managed = List.copyOf(managed);
    }

    /** A path through fields. */
    static FieldPath of(String... names) {
        FieldPath path = ROOT;
        for (String name : names) {
            path = path.field(name);
        }
        return path;
    }

    /** A field of this object. */
    FieldPath field(String name) {
        return new FieldPath(pointer + "/" + name.replace("~", "~0").replace("/", "~1"), with("f:" + name),
                text.isEmpty() ? name : text + "." + name);
    }

    /** An item of this list, which the API merges by a key. */
    FieldPath item(int index, String key, String value) {
        return new FieldPath(pointer + "/" + index, with("k:" + JsonNodeFactory.instance.objectNode().put(key, value)),
                text + "[" + value + "]");
    }

    private List<String> with(String key) {
        List<String> longer = new ArrayList<>(managed);
        longer.add(key);
        return longer;
    }
}
