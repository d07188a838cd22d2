package dev.gauntlet.comparator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShadowFamiliesTest {

    @Test
    void everyFamilyIsExplainedInTheReadme() throws IOException {
        String readme = Files.readString(Path.of(System.getProperty("project.basedir", "."), "README.md"));
        List<String> families = new ShadowFamilies(List.of("experiment"), List.of(0.5), 0).expose().lines()
                .filter(line -> line.startsWith("# TYPE gauntlet_")).map(line -> line.split(" ")[2]).toList();
        assertThat(families).hasSize(15).allSatisfy(family -> assertThat(readme).containsPattern("`" + family + "[`{]"));
    }
}
