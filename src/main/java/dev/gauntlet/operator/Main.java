package dev.gauntlet.operator;

import dev.gauntlet.comparator.ComparatorCommand;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Arrays;
import java.util.List;

/**
 * Where the program starts: as the operator, or as a command that needs no cluster: {@code replay} judges a report again, {@code compare}
 * is the comparator.
 */
@QuarkusMain
public final class Main {

    private Main() {
    }

    /**
     * Starts the operator, or runs a command.
     *
     * @param arguments nothing, {@code replay FILE} or {@code compare FILE}
     */
    public static void main(String... arguments) {
        String command = arguments.length == 0 ? "" : arguments[0];
        List<String> rest = Arrays.asList(arguments).subList(Math.min(1, arguments.length), arguments.length);
        if (command.equals(ReplayCommand.NAME)) {
            System.exit(new ReplayCommand(System.in, System.out, System.err).run(rest));
        }
        if (command.equals(ComparatorCommand.NAME)) {
            System.exit(new ComparatorCommand(System.err).run(rest));
        }
        Quarkus.run(arguments);
    }
}
