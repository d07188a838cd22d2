package dev.gauntlet.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What users read about faults is what {@link FaultMatrixIT} proves. */
class FaultTableTest {

    private static final Path README = Path.of(System.getProperty("project.basedir", "."), "README.md");

    @Test
    void theReadmeShowsTheOutcomeOfEveryFaultInEveryPhase() throws IOException {
        assertThat(Files.readString(README)).contains(FaultTable.markdown());
    }
}
