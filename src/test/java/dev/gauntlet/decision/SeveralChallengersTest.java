package dev.gauntlet.decision;

import static dev.gauntlet.decision.Assessments.futile;
import static dev.gauntlet.decision.Assessments.guardrail;
import static dev.gauntlet.decision.Assessments.limited;
import static dev.gauntlet.decision.Assessments.success;
import static dev.gauntlet.decision.Assessments.undecided;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.Metric.OnViolation;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Rule;
import dev.gauntlet.api.v1alpha1.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Challengers a, b and c against one champion. */
class SeveralChallengersTest {

    private static final MetricAssessment BROKEN = limited("errors", Metric.Role.Guardrail, OnViolation.Rollback, true);
    private static final MetricAssessment HELD_LIMIT = limited("errors", Metric.Role.Guardrail, OnViolation.Hold, true);
    private static final MetricAssessment WORSE = guardrail(Verdict.Deteriorated);
    private static final MetricAssessment SAFE = guardrail(Verdict.NonInferior);
    private static final MetricAssessment UNPROVEN = guardrail(Verdict.Inconclusive);
    private static final MetricAssessment BETTER = success(Verdict.Superior);
    private static final MetricAssessment OPEN = success(Verdict.Inconclusive);

    @Test
    void onlyTheHarmfulOneIsRemoved() {
        Decision decision = all(of("a", OPEN), of("b", OPEN), of("b", BROKEN), of("c", OPEN)).decide();

        assertThat(decision.action()).isEqualTo(Action.Rollback);
        assertThat(decision.rule()).isEqualTo(Rule.HardLimit);
        assertThat(decision.removed()).containsExactly("b");
        assertThat(decision.message())
                .isEqualTo("errors of b is 0.1250 in the last 400 samples, beyond its hard limit (maximum 0.05); a, c go on");
    }

    @Test
    void severalHarmfulOnesAreRemovedTogetherInTheOrderOfTheManifest() {
        Decision decision = all(of("c", WORSE), of("a", WORSE), of("b", OPEN)).decide();

        assertThat(decision.removed()).containsExactly("a", "c");
        assertThat(decision.reason()).isEqualTo(Reason.Deteriorated.name());
        assertThat(decision.message()).contains("errors of c").contains("errors of a").endsWith("; b goes on");
    }

    @Test
    void harmOfAllRollsAllBack() {
        Decision decision = all(of("a", BROKEN), of("b", BROKEN), of("c", BROKEN)).decide();

        assertThat(decision.action()).isEqualTo(Action.Rollback);
        assertThat(decision.removed()).isEmpty();
    }

    @Test
    void harmOfTheLastOneRollsAllBack() {
        Decision decision = all(of("a", WORSE), of("b", WORSE), of("c", WORSE)).challengers("c").decide();

        assertThat(decision.action()).isEqualTo(Action.Rollback);
        assertThat(decision.removed()).isEmpty();
        assertThat(decision.message()).contains("errors of c").doesNotContain("errors of a");
    }

    @Test
    void whatWasRemovedFiresNothingAnyMore() {
        Assessments inputs = all(of("a", BETTER), of("a", WORSE), of("b", OPEN), of("c", HELD_LIMIT), of("c", futile("accuracy")));

        assertThat(inputs.challengers("b").decide().rule()).isEqualTo(Rule.Undecided);
        assertThat(inputs.challengers("b").decide().message()).contains("accuracy of b").doesNotContain(" of a").doesNotContain(" of c");
    }

    @Test
    void whatHoldsForOneHoldsAll() {
        assertThat(all(of("a", BETTER), of("b", HELD_LIMIT)).decide().action()).isEqualTo(Action.Hold);
    }

    @Test
    void aHarmfulOneIsRemovedWhileAnotherWaitsForItsApproval() {
        Decision decision = all(of("a", BETTER), of("b", WORSE)).stage(Stage.Approval).candidate("a").decide();

        assertThat(decision.removed()).containsExactly("b");
    }

    @ParameterizedTest(name = "advantages {0} and {1}: {2}")
    @CsvSource({"0.02, 0.03, b", "0.03, 0.02, a", "0.02, 0.02, a", "-0.01, 0.01, b"})
    void theBestOfTheQualifiedIsPromoted(double a, double b, String winner) {
        Decision decision = all(of("a", BETTER), of("a", SAFE), of("b", BETTER), of("b", SAFE), of("c", OPEN))
                .ahead("a", a).ahead("b", b).ahead("c", 0.5).decide();

        assertThat(decision.action()).isEqualTo(Action.Promote);
        assertThat(decision.winner()).isEqualTo(winner);
        assertThat(decision.message()).startsWith(winner + " is better than the champion: accuracy")
                .endsWith("; " + (winner.equals("a") ? "b" : "a") + " qualifies as well");
    }

    @Test
    void aChallengerNeedsItsOwnGuardrailsAndItsOwnSuccess() {
        assertThat(all(of("a", BETTER), of("a", UNPROVEN), of("b", OPEN), of("b", SAFE)).decide().rule()).isEqualTo(Rule.Undecided);
        assertThat(all(of("a", BETTER), of("a", UNPROVEN), of("b", BETTER), of("b", SAFE)).ahead("a", 0.9).ahead("b",
                0.1).decide().winner())
                .isEqualTo("b");
    }

    @Test
    void oneThatIsInferiorDoesNotStopTheOther() {
        Decision decision = all(of("a", success(Verdict.Inferior)), of("b", BETTER)).decide();

        assertThat(decision.winner()).isEqualTo("b");
    }

    @Test
    void allHaveToBeFutile() {
        assertThat(all(of("a", futile("accuracy")), of("b", OPEN)).decide().rule()).isEqualTo(Rule.Undecided);
        assertThat(all(of("a", futile("accuracy")), of("b", futile("accuracy"))).decide().rule()).isEqualTo(Rule.Futility);
        assertThat(all(of("a", futile("accuracy")), of("b", OPEN)).challengers("a").decide().rule()).isEqualTo(Rule.Futility);
    }

    @Test
    void aPersonPromotesTheBest() {
        Decision decision = all(of("a", OPEN), of("b", OPEN)).ahead("a", -0.01).ahead("b", 0.01)
                .asked(UserRequest.Kind.Promote, "enough seen").decide();

        assertThat(decision.rule()).isEqualTo(Rule.UserRequest);
        assertThat(decision.reason()).isEqualTo(Reason.PromotedByUser.name());
        assertThat(decision.winner()).isEqualTo("b");
        assertThat(decision.message()).isEqualTo("b is promoted by kubectl-annotate: enough seen");
    }

    @Test
    void aPersonCanNameTheWinner() {
        assertThat(all(of("a", OPEN), of("b", OPEN)).ahead("b", 0.01).asked(UserRequest.Kind.Promote, "a: cheaper").decide().winner())
                .isEqualTo("a");
    }

    @Test
    void theCandidateOfAnApprovalIsTheOneThatIsMeant() {
        assertThat(all(of("a", OPEN), of("b", OPEN)).ahead("b", 0.01).stage(Stage.Approval).candidate("a")
                .asked(UserRequest.Kind.Promote, "").decide().winner()).isEqualTo("a");
    }

    @Test
    void nobodyIsPromotedByChanceOrAfterARollback() {
        Decision unknown = all(of("a", OPEN), of("b", OPEN)).asked(UserRequest.Kind.Promote, "now").decide();
        Decision removed = all(of("a", OPEN), of("b", OPEN)).challengers("a").asked(UserRequest.Kind.Promote, "b").decide();

        assertThat(unknown.action()).isEqualTo(Action.Hold);
        assertThat(unknown.reason()).isEqualTo(Reason.RequestIgnored.name());
        assertThat(unknown.message()).endsWith("begin the annotation's value with the name of one: a, b, c");
        assertThat(removed.action()).isEqualTo(Action.Hold);
        assertThat(removed.message()).contains("b was rolled back");
    }

    private static MetricAssessment of(String challenger, MetricAssessment metric) {
        return Assessments.of(challenger, metric, 0.02);
    }

    private static Assessments all(MetricAssessment... metrics) {
        return undecided(metrics).challengers("a", "b", "c");
    }
}
