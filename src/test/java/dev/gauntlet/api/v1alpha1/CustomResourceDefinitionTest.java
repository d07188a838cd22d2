package dev.gauntlet.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CustomResourceDefinitionTest {

    private static final Path BASEDIR = Path.of(System.getProperty("project.basedir", "."));
    private static final Path COMMITTED = BASEDIR.resolve("crds/modelexperiments.gauntlet.dev.yaml");

    @Test
    void committedManifestEqualsTheOneGeneratedFromTheTypes() throws IOException {
        String generated = new CrdManifest(BASEDIR.resolve("src/main/java/dev/gauntlet/api/v1alpha1")).yaml();
        if (Boolean.getBoolean("crds.update")) {
            Files.writeString(COMMITTED, generated);
        }
        assertThat(COMMITTED).as("run: mvn test -Dtest=CustomResourceDefinitionTest -Dcrds.update=true").content().isEqualTo(generated);
    }
}
