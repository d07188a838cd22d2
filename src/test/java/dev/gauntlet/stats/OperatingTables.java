package dev.gauntlet.stats;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The simulated reference tables, and how a simulation is compared with them: within four combined standard errors. */
final class OperatingTables {

    private static final double STANDARD_ERRORS = 4;
    /** The tables hold five significant digits. */
    private static final double ROUNDING = 5e-5;

    private OperatingTables() {
    }

    /** Rows of a table. */
    static JsonNode rows(String table) {
        Path folder = Path.of(System.getProperty("stat.oracles", "src/test/resources/stat-oracles"));
        try {
            JsonNode root = new ObjectMapper().readTree(folder.resolve("operating-characteristics.json").toFile());
            for (JsonNode node : root.get("tables")) {
                if (node.get("name").asText().equals(table)) {
                    return node.get("rows");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("no table " + table);
    }

    /** Compares a count of one's own with the share that the table found in {@code tableRuns} runs. */
    static void sameProbability(String what, int count, int runs, double tableShare, double tableRuns) {
        double pooled = (count + tableShare * tableRuns + 1) / (runs + tableRuns + 2);
        double allowed = STANDARD_ERRORS * Math.sqrt(pooled * (1 - pooled) * (1.0 / runs + 1 / tableRuns)) + ROUNDING;
        assertThat(Math.abs((double) count / runs - tableShare))
                .as("%s: %s here, %s in the table", what, (double) count / runs, tableShare)
                .isLessThanOrEqualTo(allowed);
    }

    /** Compares the mean size with that of the table. */
    static void sameMean(String what, ScoreProcessRuns.Outcome outcome, double tableMean, double tableRuns) {
        double allowed = STANDARD_ERRORS * Math.sqrt(outcome.variance() * (1.0 / outcome.runs() + 1 / tableRuns))
                + ROUNDING * Math.max(1, tableMean);
        assertThat(Math.abs(outcome.mean() - tableMean))
                .as("%s: mean %s here, %s in the table", what, outcome.mean(), tableMean)
                .isLessThanOrEqualTo(allowed);
    }

    /** The table's median must be a median here: about half of the runs lie on each side. */
    static void sameMedian(String what, ScoreProcessRuns.Outcome outcome, double tableMedian, double tableRuns) {
        double allowed = STANDARD_ERRORS * 0.5 * Math.sqrt(1.0 / outcome.runs() + 1 / tableRuns);
        assertThat((double) outcome.notAbove(tableMedian) / outcome.runs())
                .as("%s: share up to the table's median %s", what, tableMedian).isGreaterThanOrEqualTo(0.5 - allowed);
        assertThat((double) outcome.below(tableMedian) / outcome.runs())
                .as("%s: share below the table's median %s", what, tableMedian).isLessThanOrEqualTo(0.5 + allowed);
    }

    /** Compares a number that the table computed without simulation. */
    static void sameNumber(String what, double actual, double table) {
        assertThat(Math.abs(actual - table))
                .as("%s: %s here, %s in the table", what, actual, table)
                .isLessThanOrEqualTo(ROUNDING * Math.max(0.1, Math.abs(table)));
    }
}
