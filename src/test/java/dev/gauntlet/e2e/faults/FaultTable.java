package dev.gauntlet.e2e.faults;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The outcome of every fault in every phase, as the README shows it and {@link FaultMatrixIT} proves it. */
public final class FaultTable {

    private FaultTable() {
    }

    /** The table in Markdown. */
    public static String markdown() {
        String head = "| fault | " + Arrays.stream(Scene.values()).map(scene -> scene.experiment().replace('-', ' '))
                .collect(Collectors.joining(" | ")) + " |\n|---|" + "---|".repeat(Scene.values().length) + "\n";
        return head + Arrays.stream(Fault.values()).map(fault -> "| " + fault.words() + " | " + Arrays.stream(Scene.values())
                .map(scene -> fault.ending(scene).words()).collect(Collectors.joining(" | ")) + " |\n").collect(Collectors.joining());
    }
}
