package dev.gauntlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.ConditionType;
import dev.gauntlet.api.v1alpha1.DecisionPolicy;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.PromotionStage;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.Risk;
import dev.gauntlet.api.v1alpha1.NotificationEvent;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.api.v1alpha1.Phase;
import dev.gauntlet.api.v1alpha1.Promotion;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Routing;
import dev.gauntlet.api.v1alpha1.Rule;
import dev.gauntlet.api.v1alpha1.Step;
import dev.gauntlet.api.v1alpha1.Verdict;
import dev.gauntlet.evidence.DataFault;
import dev.gauntlet.evidence.prometheus.FailureReason;
import dev.gauntlet.lifecycle.TransitionMarkdown;
import dev.gauntlet.operator.notification.ChannelKind;
import dev.gauntlet.routing.RouteReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The user documentation lists every name that a user can meet, its links lead somewhere, and its tables are current. */
class ReadmeTest {

    private static final Path BASE = Path.of(System.getProperty("project.basedir", "."));
    private static final Path EXAMPLES = Path.of("examples");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)]+)\\)");

    static Stream<String> names() {
        return Stream.of(
                names(Phase.values()), names(ConditionType.values()), names(Rule.values()), names(Reason.values()),
                names(Verdict.values()), names(Outcome.values()), names(Action.values()), names(Risk.values()),
                names(NotificationEvent.values()), names(ChannelKind.values()), names(Step.Type.values()),
                names(Step.TimeoutAction.values()), names(DecisionPolicy.Policy.values()),
                names(DecisionPolicy.OnSegmentDeterioration.values()), names(Promotion.Strategy.values()),
                names(Promotion.Retirement.values()), names(PromotionStage.values()), names(Routing.OnDelete.values()),
                Arrays.stream(RouteReason.values()).map(RouteReason::label).toList(),
                Arrays.stream(FailureReason.values()).map(FailureReason::reason).toList(),
                Arrays.stream(DataFault.Kind.values()).map(DataFault.Kind::reason).toList())
                .flatMap(List::stream).distinct();
    }

    private static List<String> names(Enum<?>[] values) {
        return Arrays.stream(values).map(Enum::name).toList();
    }

    static List<String> lifecycleExamples() throws IOException {
        try (Stream<Path> files = Files.list(BASE.resolve(EXAMPLES).resolve("lifecycle"))) {
            return files.filter(Files::isRegularFile).map(file -> BASE.relativize(file).toString().replace('\\', '/')).sorted()
                    .toList();
        }
    }

    static List<String> links() throws IOException {
        return LINK.matcher(readme()).results().map(link -> link.group(1)).distinct().toList();
    }

    @ParameterizedTest
    @MethodSource("names")
    void listsEveryNameThatAUserCanMeet(String name) throws IOException {
        assertThat(readme()).contains("`" + name + "`");
    }

    @Test
    void showsTheTransitionTableThatIsInForce() throws IOException {
        assertThat(readme()).contains(TransitionMarkdown.render());
    }

    @ParameterizedTest
    @MethodSource("lifecycleExamples")
    void leadsToEveryExampleOfTheLifecycle(String example) throws IOException {
        assertThat(readme()).contains("(" + example + ")");
    }

    @ParameterizedTest
    @MethodSource("links")
    void leadsNowhereThatDoesNotExist(String link) throws IOException {
        if (link.startsWith("#")) {
            assertThat(readme().lines().filter(line -> line.startsWith("#")).map(ReadmeTest::anchor)).contains(link.substring(1));
        } else {
            assertThat(BASE.resolve(link)).exists();
        }
    }

    /** The anchor that Markdown renderers give a heading. */
    private static String anchor(String heading) {
        return heading.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", "").replace(' ', '-');
    }

    private static String readme() throws IOException {
        return Files.readString(BASE.resolve("README.md"));
    }
}
