package dev.gauntlet.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CustomResourceDefinitionTest {

    private static final Path BASEDIR = Path.of(System.getProperty("project.basedir", "."));

    private final CrdManifest manifest = new CrdManifest(BASEDIR.resolve("src/main/java/dev/gauntlet/api/v1alpha1"));

    @Test
    void committedManifestOfExperimentsEqualsTheOneGeneratedFromTheTypes() throws IOException {
        assertCommitted("modelexperiments.gauntlet.dev.yaml", manifest.experiments());
    }

    @Test
    void committedManifestOfReportsEqualsTheOneGeneratedFromTheTypes() throws IOException {
        assertCommitted("modelexperimentreports.gauntlet.dev.yaml", manifest.reports());
    }

    private static void assertCommitted(String name, String generated) throws IOException {
        Path committed = BASEDIR.resolve("crds").resolve(name);
        if (Boolean.getBoolean("crds.update")) {
            Files.writeString(committed, generated);
        }
        assertThat(committed).as("run: mvn test -Dtest=CustomResourceDefinitionTest -Dcrds.update=true").content().isEqualTo(generated);
    }
}
