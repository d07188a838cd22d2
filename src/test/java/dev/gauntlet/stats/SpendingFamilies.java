package dev.gauntlet.stats;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gauntlet.stats.groupsequential.SpendingFunction;

/** Spending functions by the names that the reference cases use. */
final class SpendingFamilies {

    private SpendingFamilies() {
    }

    static SpendingFunction spending(JsonNode family, JsonNode parameter) {
        return switch (family.asText()) {
            case "obrienFleming" -> new SpendingFunction.OBrienFleming();
            case "pocock" -> new SpendingFunction.Pocock();
            case "power" -> new SpendingFunction.Power(Oracles.number(parameter));
            case "hwangShihDeCani" -> new SpendingFunction.HwangShihDeCani(Oracles.number(parameter));
            default -> throw new IllegalArgumentException("unknown family " + family);
        };
    }

    static SpendingFunction spendingOf(Oracles.Case c) {
        return spending(c.input().get("family"), c.input().path("parameter"));
    }
}
