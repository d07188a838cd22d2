package dev.gauntlet.evidence.presets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What users read about presets is what the table in code says. */
class PresetMarkdownTest {

    private static final Path TABLES = Path.of(System.getProperty("project.basedir", "."), "examples/metrics/presets.md");

    @Test
    void theTablesForUsersAreCurrent() throws IOException {
        String tables = "# Metric presets\n\nWhat `metrics[].preset` counts, by source and signal.\n\n" + PresetMarkdown.signals()
                + "\nBy which labels a source tells variants apart, for `variants[].metricLabels`.\n\n" + PresetMarkdown.variants();
        if (Boolean.getBoolean("presets.update")) {
            Files.writeString(TABLES, tables);
        }
        assertThat(TABLES).as("run: mvn test -Dtest=PresetMarkdownTest -Dpresets.update=true").content().isEqualTo(tables);
    }
}
