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
import dev.gauntlet.stats.groupsequential.GroupSequentialMonitor;
import dev.gauntlet.stats.groupsequential.GroupSequentialPlan;
import dev.gauntlet.stats.groupsequential.Look;
import dev.gauntlet.stats.groupsequential.LookOutcome;
import dev.gauntlet.stats.groupsequential.SpendingFunction;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The group-sequential test against the simulated tables, beside the mixtures that it is compared with there. Information is in
 * plans, as in {@link OperatingCharacteristicsOracleTest}.
 */
class GroupSequentialOperatingCharacteristicsOracleTest {

    private static final double UNIT = OperatingCharacteristicsOracleTest.UNIT;
    private static final TwoSidedMixture MIXTURE = TwoSidedMixture.tunedAt(1, 0.05);
    private static final SpendingFunction OBRIEN_FLEMING = new SpendingFunction.OBrienFleming();
    private static final SpendingFunction POCOCK = new SpendingFunction.Pocock();
    /** With so many planned looks every look asked for is due, also where the information clock runs slowly. */
    private static final int PLANNED_OFTEN_ENOUGH = 500;
    /** Runs behind the rows that do not state them, from their standard errors and the fineness of their shares. */
    private static final int TABLE_RUNS = 40_000;
    private static final int TABLE_RUNS_OF_HARM = 60_000;

    @Test
    void designsOfSpendingFunctionsHaveThePowerAndSizeOfThePowerTable() {
        Map<String, GroupSequentialDesign> designs = new LinkedHashMap<>();
        for (int looks : new int[] {5, 20, 100}) {
            designs.put("obrienFleming-" + looks, GroupSequentialDesign.spending(OBRIEN_FLEMING, 0.05, 2, evenly(1, looks)));
            designs.put("pocock-" + looks, GroupSequentialDesign.spending(POCOCK, 0.05, 2, evenly(1, looks)));
        }
        for (Map.Entry<String, GroupSequentialDesign> named : designs.entrySet()) {
            double drift = named.getValue().driftForPower(0.8);
            double inflation = GroupSequentialDesign.inflation(drift, 0.05, 2, 0.2);
            for (JsonNode row : OperatingTables.rows("power")) {
                ExitProbabilities exits = named.getValue().exits(row.get("effectOverMde").asDouble() * drift);
                JsonNode expected = row.get("methods").get(named.getKey());
                String what = named.getKey() + " at " + row.get("effectOverMde");
                assertThat(expected.size()).isEqualTo(4);
                sameNumber(what, exits.total(), expected.get("power").asDouble());
                sameNumber(what, exits.totalAbove(), expected.get("powerRightDirection").asDouble());
                sameNumber(what, exits.meanInformation() * inflation, expected.get("asnOverFixed").asDouble());
                sameNumber(what, inflation, expected.get("maxOverFixed").asDouble());
            }
        }
    }

    @Test
    void harmIsStoppedAsFastAsInTheHarmTable() {
        double end = 1.03;
        double[] information = evenly(end, 515);
        OneSidedMixture atPlan = OneSidedMixture.tunedAt(1, 0.025);
        OneSidedMixture atTenth = OneSidedMixture.tunedAt(OneSidedDesign.HARM_TUNING, 0.025);
        Map<String, Rule> rules = new LinkedHashMap<>();
        rules.put("obrienFleming", hundredLooks(information));
        rules.put("nmTwoSided", symmetric(information, i -> MIXTURE.criticalZ(i, 0.05)));
        rules.put("nmHarmOneSided025TunedAtPlan", upper(information, i -> atPlan.criticalZ(i, 0.025)));
        rules.put("nmHarmOneSided025TunedAtTenth", upper(information, i -> atTenth.criticalZ(i, 0.025)));
        for (JsonNode row : OperatingTables.rows("harm-speed")) {
            // Mirrored: harm is a large score here.
            double effect = -row.get("effectOverMde").asDouble() * UNIT;
            ScoreProcessRuns runs = ScoreProcessRuns.simulate(information, effect, 5_000, 9, rules.values().toArray(Rule[]::new));
            assertThat(row.get("methods").fieldNames()).toIterable().containsExactlyElementsOf(rules.keySet());
            int rule = 0;
            for (String method : rules.keySet()) {
                Outcome outcome = runs.outcome(rule++, end);
                JsonNode expected = row.get("methods").get(method);
                String what = method + " at " + row.get("effectOverMde");
                sameProbability(what, outcome.above(), outcome.runs(), expected.get("stopsForHarm").asDouble(),
                        TABLE_RUNS_OF_HARM);
                sameMean(what, outcome, expected.get("meanInformationToStop").asDouble(), TABLE_RUNS_OF_HARM);
                sameMedian(what, outcome, expected.get("medianInformationToStop").asDouble(), TABLE_RUNS_OF_HARM);
            }
        }
    }

    @Test
    void plansThatMissTheInformationHaveThePowerOfTheMisplannedTable() {
        int looks = 50;
        Map<Double, List<Look>> informationClock = new LinkedHashMap<>();
        Map<Double, List<Look>> scheduleClock = new LinkedHashMap<>();
        for (JsonNode row : OperatingTables.rows("misplanned")) {
            double ratio = row.get("actualOverPlannedInformation").asDouble();
            double effect = row.get("effectOverMde").asDouble() * UNIT;
            double[] information = evenly(ratio, looks);
            String what = "ratio " + ratio + " effect " + row.get("effectOverMde");
            JsonNode methods = row.get("methods");
            assertThat(methods.size()).isEqualTo(5);
            compareMonitored(what + " information clock", methods.get("obfInformationClock"), effect, ratio,
                    informationClock.computeIfAbsent(ratio, key -> monitored(information, information)));
            compareMonitored(what + " schedule clock", methods.get("obfScheduleClock"), effect, ratio,
                    scheduleClock.computeIfAbsent(ratio, key -> monitored(information, evenly(1, looks))));
            TwoSidedMixture atTruth = TwoSidedMixture.tunedAt(ratio, 0.05);
            ScoreProcessRuns runs = ScoreProcessRuns.simulate(information, effect, 5_000, 10,
                    symmetric(information, i -> MIXTURE.criticalZ(i, 0.05)),
                    symmetric(information, i -> atTruth.criticalZ(i, 0.05)));
            List<String> names = List.of("normalMixture", "normalMixtureTunedAtTruth");
            for (int rule = 0; rule < names.size(); rule++) {
                Outcome outcome = runs.outcome(rule, ratio);
                JsonNode expected = methods.get(names.get(rule));
                sameProbability(what + names.get(rule), outcome.stopped(), outcome.runs(), expected.get("power").asDouble(),
                        TABLE_RUNS);
                sameMean(what + names.get(rule), outcome, ratio * expected.get("meanShareOfDuration").asDouble(), TABLE_RUNS);
            }
            double z = effect * Math.sqrt(ratio);
            double critical = StandardNormal.upperQuantile(0.025);
            sameNumber(what + " fixed", StandardNormal.survival(critical - z) + StandardNormal.cdf(-critical - z),
                    methods.get("fixedAtDeadline").get("power").asDouble());
        }
    }

    @Test
    void pushingTheDeadlineOutWhenItLooksPromisingErrsAsInTheExtensionTable() {
        JsonNode row = OperatingTables.rows("extension");
        int looks = 50;
        double[] information = evenly(1.5, looks * 3 / 2);
        double[] planned = array(GroupSequentialDesign.spending(OBRIEN_FLEMING, 0.05, 2, evenly(1, looks)).upper());
        double[] extended = Arrays.copyOf(planned, information.length);
        // What the table leaves open: after the deadline the last bound stays, at the same pace of looks.
        Arrays.fill(extended, looks, extended.length, planned[looks - 1]);
        int runs = 20_000;
        SplittableRandom random = new SplittableRandom(11);
        int atDeadline = 0;
        int everObf = 0;
        int everMixture = 0;
        for (int run = 0; run < runs; run++) {
            double score = 0;
            boolean obf = false;
            boolean mixture = false;
            boolean goesOn = true;
            for (int k = 0; k < information.length && goesOn; k++) {
                score += Math.sqrt(1.0 / looks) * random.nextGaussian();
                double z = Math.abs(score) / Math.sqrt(information[k]);
                obf |= z >= extended[k];
                mixture |= z >= MIXTURE.criticalZ(information[k], 0.05);
                if (k + 1 == looks) {
                    atDeadline += obf ? 1 : 0;
                    goesOn = z > 1;
                }
            }
            everObf += obf ? 1 : 0;
            everMixture += mixture ? 1 : 0;
        }
        double tableRuns = 0.05095 * (1 - 0.05095) / Math.pow(row.get("mcSe").asDouble(), 2);
        sameProbability("no extension", atDeadline, runs, row.get("obfNoExtension").asDouble(), tableRuns);
        sameProbability("extension", everObf, runs, row.get("obfThenExtendedWhenPromising").asDouble(), tableRuns);
        sameProbability("mixture", everMixture, runs, row.get("normalMixtureAnyExtension").asDouble(), tableRuns);
    }

    /** The O'Brien-Fleming type with 100 looks, each at the nearest point of the grid. */
    private static Rule hundredLooks(double[] information) {
        int points = information.length;
        int[] nearest = IntStream.rangeClosed(1, 100).map(k -> (int) Math.rint(k * points / 100.0)).toArray();
        List<Double> bounds = GroupSequentialDesign.spending(OBRIEN_FLEMING, 0.05, 2,
                Arrays.stream(nearest).mapToDouble(point -> (double) point / points).toArray()).upper();
        double[] upper = new double[points];
        Arrays.fill(upper, Double.POSITIVE_INFINITY);
        for (int k = 0; k < nearest.length; k++) {
            upper[nearest[k] - 1] = bounds.get(k);
        }
        return Rule.symmetric(upper);
    }

    /** The looks that a monitor takes, found with estimates that never stop it. */
    private static List<Look> monitored(double[] information, double[] clock) {
        GroupSequentialMonitor monitor = GroupSequentialMonitor.of(
                GroupSequentialPlan.superiority(0.05, OBRIEN_FLEMING, PLANNED_OFTEN_ENOUGH));
        for (int k = 0; k < information.length && monitor.verdict() == LookOutcome.Verdict.CONTINUE; k++) {
            boolean deadline = k + 1 == information.length;
            LookOutcome outcome = monitor.next(
                    new EffectEstimate(0.5, 0.5, 0, 1 / information[k], EffectScale.ABSOLUTE, VarianceMethod.STRATUM, 1, 1),
                    deadline ? 1 : clock[k]);
            if (outcome instanceof LookOutcome.Taken taken) {
                monitor = monitor.with(taken.look());
            }
        }
        return monitor.looks();
    }

    private static void compareMonitored(String what, JsonNode expected, double effect, double ratio, List<Look> looks) {
        double[] upper = looks.stream().mapToDouble(Look::bound).toArray();
        ExitProbabilities exits = BoundaryRecursion.exits(
                looks.stream().mapToDouble(Look::information).toArray(), Rule.symmetric(upper).lower(), upper, effect);
        sameNumber(what + " power", exits.total(), expected.get("power").asDouble());
        sameNumber(what + " duration", exits.meanInformation() / ratio, expected.get("meanShareOfDuration").asDouble());
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
