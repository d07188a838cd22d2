package dev.gauntlet.stage;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The real kubectl. */
public final class Kubectl {

    private final Path program;
    private final Path kubeconfig;

    /**
     * A kubectl for one user of one cluster.
     *
     * @param program the executable
     * @param kubeconfig names cluster and user
     */
    public Kubectl(Path program, Path kubeconfig) {
        this.program = program;
        this.kubeconfig = kubeconfig;
    }

    /**
     * Runs kubectl.
     *
     * @param arguments its arguments
     * @return what it printed
     * @throws IllegalStateException with what it printed, when it fails
     */
    public String run(String... arguments) {
        return runWithInput("", arguments);
    }

    /**
     * Applies manifests, as {@code kubectl apply -f -} does.
     *
     * @param manifests YAML documents
     */
    public String apply(String manifests) {
        return runWithInput(manifests, "apply", "-f", "-");
    }

    private String runWithInput(String input, String... arguments) {
        List<String> line = new ArrayList<>(List.of(program.toString(), "--kubeconfig", kubeconfig.toString()));
        line.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("kubectl " + String.join(" ", arguments) + ": " + output);
            }
            // A newer kubectl remarks on the form of kustomizations that an older one needs.
            return output.lines().filter(l -> !l.startsWith("# Warning: '")).map(l -> l + "\n").collect(Collectors.joining());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** The command line a user would type to do the same. */
    public String shown(String arguments) {
        return "kubectl --kubeconfig " + kubeconfig + " " + arguments;
    }
}
