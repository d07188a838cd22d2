package dev.gauntlet.stats;

import static dev.gauntlet.stats.OperatingTables.sameMean;
import static dev.gauntlet.stats.OperatingTables.sameMedian;
import static dev.gauntlet.stats.OperatingTables.sameNumber;
import static dev.gauntlet.stats.OperatingTables.sameProbability;
import static dev.gauntlet.stats.ScoreProcessRuns.evenly;
import static dev.gauntlet.stats.ScoreProcessRuns.Rule.symmetric;
import static dev.gauntlet.stats.ScoreProcessRuns.Rule.upper;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gauntlet.stats.ScoreProcessRuns.Outcome;
import dev.gauntlet.stats.ScoreProcessRuns.Rule;
import dev.gauntlet.stats.groupsequential.GroupSequentialDesign;
import dev.gauntlet.stats.groupsequential.SpendingFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * Error rates, power and sizes of the sequential methods against the simulated tables. Information is in plans: at the minimum
 * detectable effect a fixed sample of information 1 has z with the mean {@link #UNIT}.
 */
class OperatingCharacteristicsOracleTest {

    static final double UNIT = StandardNormal.upperQuantile(0.025) + StandardNormal.upperQuantile(0.2);
    private static final TwoSidedMixture MIXTURE = TwoSidedMixture.tunedAt(1, 0.05);
    private static final double DELAYED_LEVEL = DelayedStart.level(MIXTURE, 0.25, 0.05);
    private static final SpendingFunction OBRIEN_FLEMING = new SpendingFunction.OBrienFleming();
    private static final SpendingFunction POCOCK = new SpendingFunction.Pocock();
    /** Runs behind the rows that do not state them, from their standard errors and the fineness of their shares. */
    private static final int TABLE_RUNS = 40_000;
    private static final int TABLE_RUNS_OF_LONG_WATCHES = 10_000;
    private static final int TABLE_RUNS_OF_OVERRUNS = 20_000;
    private static final int TABLE_RUNS_OF_HARM = 60_000;

    @Test
    void lookingOftenErrsAsOftenAsInThePeekingTable() {
        for (JsonNode row : OperatingTables.rows("peeking")) {
            int looks = row.get("looks").asInt();
            double horizon = row.get("horizonOverPlanned").asDouble();
            double[] information = evenly(horizon, looks);
            Map<String, Rule> rules = new LinkedHashMap<>();
            row.get("methods").fieldNames().forEachRemaining(method -> rules.put(method, peeking(method, information)));
            ScoreProcessRuns runs =
                    ScoreProcessRuns.simulate(information, 0, 10_000, 1, rules.values().toArray(Rule[]::new));
            int rule = 0;
            for (String method : rules.keySet()) {
                Outcome outcome = runs.outcome(rule++, horizon);
                sameProbability(method + " " + looks + " looks to " + horizon, outcome.stopped(), outcome.runs(),
                        row.get("methods").get(method).get("typeI").asDouble(), row.get("reps").asDouble());
            }
        }
    }

    @Test
    void mixturesHaveThePowerAndSizeOfThePowerTable() {
        double[] information = evenly(10, 5000);
        OneSidedMixture each = OneSidedMixture.tunedAt(1, 0.025);
        OneSidedMixture single = OneSidedMixture.tunedAt(1, 0.05);
        List<String> names = List.of("nmTwoSided", "nmDelayed25", "nmTwoOneSided025", "nmOneSided05");
        Rule[] rules = {
            symmetric(information, i -> MIXTURE.criticalZ(i, 0.05)),
            symmetric(information, i -> i < 0.25 - 1e-9 ? Double.POSITIVE_INFINITY : MIXTURE.criticalZ(i, DELAYED_LEVEL)),
            symmetric(information, i -> each.criticalZ(i, 0.025)),
            upper(information, i -> single.criticalZ(i, 0.05))};
        for (JsonNode row : OperatingTables.rows("power")) {
            double effect = row.get("effectOverMde").asDouble();
            ScoreProcessRuns runs = ScoreProcessRuns.simulate(information, effect * UNIT, 3_000, 2, rules);
            for (int rule = 0; rule < rules.length; rule++) {
                for (String horizon : List.of("1", "1.5", "2", "3", "10")) {
                    String method = names.get(rule) + "@" + horizon;
                    comparePower(method + " at " + effect, runs.outcome(rule, Double.parseDouble(horizon)),
                            row.get("methods").get(method),
                            horizon.equals("10") ? TABLE_RUNS_OF_LONG_WATCHES : TABLE_RUNS);
                }
            }
        }
    }

    @Test
    void mixturesCalibratedToTheirLooksHaveThePowerAndSizeOfThePowerTable() {
        for (double horizon : new double[] {1, 1.25, 1.5, 2}) {
            double[] information = evenly(0.1, horizon, 60);
            double level = HorizonCalibration.levelAtLooks(MIXTURE, information, 0.05);
            for (JsonNode row : OperatingTables.rows("power")) {
                double effect = row.get("effectOverMde").asDouble();
                Outcome outcome = ScoreProcessRuns.simulate(information, effect * UNIT, 10_000, 3,
                        symmetric(information, i -> MIXTURE.criticalZ(i, level))).outcome(0, horizon);
                String method = "nmClosed@" + (horizon == Math.rint(horizon) ? "" + (int) horizon : "" + horizon);
                JsonNode expected = row.get("methods").get(method);
                sameNumber(method, level, expected.get("level").asDouble());
                comparePower(method + " at " + effect, outcome, expected, TABLE_RUNS);
            }
        }
    }

    @Test
    void everyMethodOfThePowerTableIsCompared() {
        for (JsonNode row : OperatingTables.rows("power")) {
            row.get("methods").fieldNames().forEachRemaining(method ->
                    assertThat(method).matches("fixed|(obrienFleming|pocock)-(5|20|100)|nmClosed@(1|1.25|1.5|2)"
                            + "|(nmTwoSided|nmDelayed25|nmTwoOneSided025|nmOneSided05)@(1|1.5|2|3|10)"));
            double z = row.get("effectOverMde").asDouble() * UNIT;
            double critical = StandardNormal.upperQuantile(0.025);
            sameNumber("fixed", StandardNormal.survival(critical - z) + StandardNormal.cdf(-critical - z),
                    row.get("methods").get("fixed").get("power").asDouble());
        }
    }

    @Test
    void levelsOfClosedHorizonsAreThoseOfTheClosedTable() {
        for (JsonNode row : OperatingTables.rows("closed").get("levels")) {
            double[] information = evenly(
                    row.get("startOverPlanned").asDouble(), row.get("endOverPlanned").asDouble(), row.get("looks").asInt());
            sameNumber(row.toString(), HorizonCalibration.levelAtLooks(MIXTURE, information, 0.05), row.get("level").asDouble());
        }
        for (JsonNode row : OperatingTables.rows("closed").get("power80")) {
            double[] information = evenly(0.1, row.get("maxOverFixed").asDouble(), row.get("looks").asInt());
            double level = HorizonCalibration.levelAtLooks(MIXTURE, information, 0.05);
            double[] bounds = Arrays.stream(information).map(i -> MIXTURE.criticalZ(i, level)).toArray();
            ExitProbabilities exits = BoundaryRecursion.exits(information, Rule.symmetric(bounds).lower(), bounds, UNIT);
            sameNumber(row + " level", level, row.get("level").asDouble());
            sameNumber(row + " power", exits.total(), 0.8);
            sameNumber(row + " size", exits.meanInformation(), row.get("asnOverFixed").asDouble());
        }
    }

    @Test
    void levelsHeldPastTheirHorizonErrAsOftenAsInTheClosedTable() {
        JsonNode rows = OperatingTables.rows("closed").get("overrun");
        List<String> levels = new ArrayList<>();
        rows.get(0).fieldNames().forEachRemaining(field -> {
            if (field.startsWith("level")) {
                levels.add(field);
            }
        });
        double end = StreamSupport.stream(rows.spliterator(), false)
                .mapToDouble(row -> row.get("horizonOverPlanned").asDouble()).max().orElseThrow();
        double[] information = evenly(end, (int) (end * rows.get(0).get("looksPerPlanned").asInt()));
        Rule[] rules = levels.stream()
                .map(level -> symmetric(information, i -> MIXTURE.criticalZ(i, Double.parseDouble(level.substring(5)))))
                .toArray(Rule[]::new);
        ScoreProcessRuns runs = ScoreProcessRuns.simulate(information, 0, 3_000, 4, rules);
        for (JsonNode row : rows) {
            for (int rule = 0; rule < rules.length; rule++) {
                Outcome outcome = runs.outcome(rule, row.get("horizonOverPlanned").asDouble());
                sameProbability(levels.get(rule) + " to " + row.get("horizonOverPlanned"), outcome.stopped(), outcome.runs(),
                        row.get(levels.get(rule)).asDouble(), TABLE_RUNS_OF_OVERRUNS);
            }
        }
    }

    @Test
    void aThousandLooksAPlanHaveTheErrorPowerAndSizeOfTheContinuousTable() {
        for (JsonNode row : OperatingTables.rows("closed-continuous")) {
            double end = row.get("endOverPlanned").asDouble();
            double[] information = evenly(end, (int) Math.round(1000 * end));
            Rule rule = symmetric(information, i -> MIXTURE.criticalZ(i, row.get("level").asDouble()));
            Outcome none = ScoreProcessRuns.simulate(information, 0, 5_000, 5, rule).outcome(0, end);
            sameProbability("type I to " + end, none.stopped(), none.runs(), row.get("typeI").asDouble(), TABLE_RUNS_OF_HARM);
            row.fieldNames().forEachRemaining(field -> {
                if (field.startsWith("effect")) {
                    double effect = Double.parseDouble(field.substring(6)) * UNIT;
                    Outcome outcome = ScoreProcessRuns.simulate(information, effect, 3_000, 6, rule).outcome(0, end);
                    sameProbability(field + " to " + end, outcome.stopped(), outcome.runs(), row.get(field).get(0).asDouble(),
                            TABLE_RUNS_OF_OVERRUNS);
                    sameMean(field + " to " + end, outcome, row.get(field).get(1).asDouble(), TABLE_RUNS_OF_OVERRUNS);
                }
            });
        }
    }

    @Test
    void theOpenMixtureNeedsTheStatedHorizonForItsPower() {
        JsonNode row = OperatingTables.rows("open80");
        double[] information = evenly(2, 1000);
        Outcome outcome = ScoreProcessRuns.simulate(information, UNIT, 10_000, 7,
                symmetric(information, i -> MIXTURE.criticalZ(i, 0.05))).outcome(0, row.get("maxOverFixedFor80").asDouble());
        sameProbability("power", outcome.stopped(), outcome.runs(), 0.8, TABLE_RUNS);
        sameMean("size", outcome, row.get("asnOverFixed").asDouble(), TABLE_RUNS);
    }

    @Test
    void stoppingWhenTheIntervalLeavesOutTheMinimumEffectCostsLittle() {
        double end = 1.35;
        double[] information = evenly(end, 1350);
        double[] bounds = Arrays.stream(information).map(i -> MIXTURE.criticalZ(i, 0.106)).toArray();
        double[] futile = IntStream.range(0, bounds.length)
                .mapToDouble(k -> Math.min(bounds[k], UNIT * Math.sqrt(information[k]) - bounds[k])).toArray();
        for (JsonNode row : OperatingTables.rows("futility")) {
            double effect = row.get("effectOverMde").asDouble();
            double tableRuns = row.get("reps").asDouble();
            Outcome outcome = ScoreProcessRuns.simulate(information, effect * UNIT, 5_000, 8, new Rule(futile, bounds))
                    .outcome(0, end);
            sameProbability("promote at " + effect, outcome.above(), outcome.runs(), row.get("promote").asDouble(), tableRuns);
            // An interval below 0 leaves the minimum effect out too, so nothing is left for harm.
            sameProbability("futile at " + effect, outcome.below(), outcome.runs(),
                    row.get("futile").asDouble() + row.get("harm").asDouble(), tableRuns);
            sameMean("size at " + effect, outcome, row.get("meanInformation").asDouble(), tableRuns);
        }
    }

    private static Rule peeking(String method, double[] information) {
        OneSidedMixture oneSided = OneSidedMixture.tunedAt(1, 0.05);
        double end = information[information.length - 1];
        double[] fractions = Arrays.stream(information).map(i -> i / end).toArray();
        return switch (method) {
            case "naiveZ196" -> symmetric(information, i -> StandardNormal.upperQuantile(0.025));
            case "naiveZ1645TwoSided(P(B>A)>0.95)" -> symmetric(information, i -> StandardNormal.upperQuantile(0.05));
            case "normalMixture" -> symmetric(information, i -> MIXTURE.criticalZ(i, 0.05));
            case "normalMixtureDelayedStart25" -> symmetric(information,
                    i -> i < 0.25 - 1e-9 ? Double.POSITIVE_INFINITY : MIXTURE.criticalZ(i, DELAYED_LEVEL));
            case "normalMixtureOneSidedUpper" -> upper(information, i -> oneSided.criticalZ(i, 0.05));
            case "lanDeMetsOBrienFleming" -> Rule.symmetric(
                    array(GroupSequentialDesign.spending(OBRIEN_FLEMING, 0.05, 2, fractions).upper()));
            case "lanDeMetsPocock" -> Rule.symmetric(array(GroupSequentialDesign.spending(POCOCK, 0.05, 2, fractions).upper()));
            default -> throw new AssertionError("unknown method " + method);
        };
    }

    private static void comparePower(String what, Outcome outcome, JsonNode expected, double tableRuns) {
        sameProbability(what + " power", outcome.stopped(), outcome.runs(), expected.get("power").asDouble(), tableRuns);
        if (expected.has("powerRightDirection")) {
            sameProbability(what + " right", outcome.above(), outcome.runs(), expected.get("powerRightDirection").asDouble(),
                    tableRuns);
        }
        sameMean(what, outcome, expected.get("asnOverFixed").asDouble(), tableRuns);
        if (expected.has("medianOverFixed")) {
            sameMedian(what, outcome, expected.get("medianOverFixed").asDouble(), tableRuns);
        }
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
