package dev.gauntlet.comparator;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** The command {@code compare FILE}: runs a comparator until the process is told to end. */
public final class ComparatorCommand {

    /** Name of the command. */
    public static final String NAME = "compare";

    /** The comparator could not be started. */
    static final int FAILED = 1;
    /** The configuration cannot be used. */
    static final int UNUSABLE = 2;

    private final PrintStream err;

    /**
     * The command.
     *
     * @param err where to tell what is wrong
     */
    public ComparatorCommand(PrintStream err) {
        this.err = err;
    }

    /**
     * Runs the command; returns only if it fails.
     *
     * @param arguments the file with the configuration, see {@link ComparatorConfig}
     * @return the process's exit code: 1 if a port cannot be opened, 2 if the configuration cannot be used
     */
    public int run(List<String> arguments) {
        if (arguments.size() != 1) {
            err.println("usage: " + NAME + " FILE, where FILE holds the comparator's configuration as JSON");
            return UNUSABLE;
        }
        logToConsole();
        // The resolver of the JVM knows the search domains of a cluster as the other programs in a pod do.
        System.setProperty("vertx.disableDnsResolver", "true");
        try {
            ComparatorConfig config = ComparatorConfig.parse(Files.readString(Path.of(arguments.get(0))));
            ComparatorServer server = ComparatorServer.start(config);
            config.challengers().forEach(challenger -> err.println("comparing " + challenger.name() + " with " + config.champion().name()
                    + " for " + config.experiment() + ", copies at port " + server.port(challenger.name()) + ", metrics at port "
                    + server.metricsPort()));
        } catch (IOException e) {
            err.println(arguments.get(0) + " cannot be read: " + e);
            return UNUSABLE;
        } catch (IllegalArgumentException e) {
            err.println(arguments.get(0) + " cannot be used: " + e.getMessage());
            return UNUSABLE;
        } catch (IllegalStateException e) {
            err.println(e.getMessage());
            return FAILED;
        }
        return untilKilled();
    }

    private static int untilKilled() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return FAILED;
    }

    /** Without Quarkus nothing has set up the log, and what is logged would be kept for the case that something does. */
    private static void logToConsole() {
        Logger root = LogManager.getLogManager().getLogger("");
        Arrays.stream(root.getHandlers()).forEach(root::removeHandler);
        Handler console = new ConsoleHandler();
        console.setFormatter(new SimpleFormatter());
        console.setLevel(Level.INFO);
        root.setLevel(Level.INFO);
        root.addHandler(console);
    }
}
