package dev.gauntlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.ConditionType;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.api.v1alpha1.Phase;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Rule;
import dev.gauntlet.api.v1alpha1.Verdict;
import dev.gauntlet.evidence.DataFault;
import dev.gauntlet.evidence.prometheus.FailureReason;
import dev.gauntlet.routing.RouteReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The user documentation lists every name that a user can meet in status, conditions and Events. */
class ReadmeTest {

    private static final Path README = Path.of(System.getProperty("project.basedir", "."), "README.md");

    static Stream<String> names() {
        return Stream.of(
                names(Phase.values()), names(ConditionType.values()), names(Rule.values()), names(Reason.values()),
                names(Verdict.values()), names(Outcome.values()),
                Arrays.stream(RouteReason.values()).map(RouteReason::label).toList(),
                Arrays.stream(FailureReason.values()).map(FailureReason::reason).toList(),
                Arrays.stream(DataFault.Kind.values()).map(DataFault.Kind::reason).toList())
                .flatMap(List::stream).distinct();
    }

    private static List<String> names(Enum<?>[] values) {
        return Arrays.stream(values).map(Enum::name).toList();
    }

    @ParameterizedTest
    @MethodSource("names")
    void listsEveryNameThatAUserCanMeet(String name) throws IOException {
        assertThat(Files.readString(README)).contains("`" + name + "`");
    }
}
