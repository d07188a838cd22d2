package dev.gauntlet.routing.foreign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Fields that nobody knows.
 *
 * @param random where they come from
 */
public record RandomJson(Random random) {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** True once in so many times. */
    public boolean onceIn(int times) {
        return random.nextInt(times) == 0;
    }

    /** One of several. */
    @SafeVarargs
    public final <T> T oneOf(T... values) {
        return values[random.nextInt(values.length)];
    }

    /** A value of some depth. */
    public JsonNode value(int depth) {
        return switch (random.nextInt(depth == 0 ? 5 : 7)) {
            case 0 -> NODES.numberNode(random.nextInt());
            case 1 -> NODES.numberNode(random.nextDouble());
            case 2 -> NODES.booleanNode(random.nextBoolean());
            case 3 -> NODES.nullNode();
            case 4 -> NODES.textNode(oneOf("", "a/b~c", "\"quoted\"", "ü€", "line\nbreak") + random.nextInt(10));
            case 5 -> {
                ArrayNode list = NODES.arrayNode();
                random.ints(random.nextInt(3)).forEach(i -> list.add(value(depth - 1)));
                yield list;
            }
            default -> fields(depth - 1);
        };
    }

    /** An object of up to three unknown fields. */
    public ObjectNode fields(int depth) {
        ObjectNode object = NODES.objectNode();
        random.ints(random.nextInt(4)).forEach(i -> object.set("x" + random.nextInt(100), value(depth)));
        return object;
    }

    /** The same fields among unknown ones, all in random order. */
    public ObjectNode among(ObjectNode known) {
        ObjectNode all = fields(2).setAll(known);
        List<String> names = new ArrayList<>();
        all.fieldNames().forEachRemaining(names::add);
        Collections.shuffle(names, random);
        ObjectNode shuffled = NODES.objectNode();
        names.forEach(name -> shuffled.set(name, all.get(name)));
        return shuffled;
    }
}
