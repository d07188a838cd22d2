package dev.gauntlet.operator;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Arrays;

/** Where the program starts: as the operator, or, with the argument {@code replay}, as a command that needs no cluster. */
@QuarkusMain
public final class Main {

    private Main() {
    }

    /**
     * Starts the operator, or replays a report.
     *
     * @param arguments nothing, or {@code replay FILE}
     */
    public static void main(String... arguments) {
        if (arguments.length > 0 && arguments[0].equals(ReplayCommand.NAME)) {
            System.exit(new ReplayCommand(System.in, System.out, System.err).run(Arrays.asList(arguments).subList(1, arguments.length)));
        }
        Quarkus.run(arguments);
    }
}
