package dev.gauntlet.operator;

import dev.gauntlet.decision.Circumstances;
import dev.gauntlet.decision.DataHealth;
import dev.gauntlet.decision.DecisionDigest;
import dev.gauntlet.decision.DecisionInputs;
import dev.gauntlet.decision.Findings;
import dev.gauntlet.decision.LookBook;
import dev.gauntlet.decision.MetricAssessment;
import dev.gauntlet.decision.RuleTable;
import dev.gauntlet.decision.SampleRatio;
import dev.gauntlet.decision.StepProgress;
import dev.gauntlet.evidence.LedgerCodec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The one way from counts to a decision, taken by the operator and by a replay alike. Knows no clock, no store and no cluster. The health
 * of the data may depend on {@link #inForceFor()} and the circumstances on the findings, therefore a case is judged in two stages.
 */
final class Judge {

    private final Case before;
    private final Assessments assessments;
    private final boolean inForce;
    private final StepProgress progress;

    /** A judge of one case. */
    Judge(Case before) {
        this.before = before;
        this.assessments = new Assessments(before.spec(), before.counted(), before.ledger(), before.faults());
        this.inForce = before.state().begun().isPresent() && !before.state().suspended()
                && before.ledger().traffic().current().isPresent();
        this.progress = assessments.progress(before.state(), inForce, before.now());
    }

    /** How long the running step's weights have been in force; empty before. */
    Optional<Duration> inForceFor() {
        return inForce ? Optional.of(progress.elapsed()) : Optional.empty();
    }

    /**
     * Assesses every metric.
     *
     * @param health whether the data can be trusted
     */
    Assessed assess(DataHealth health) {
        // A look on data that are known to be wrong or late would be wasted; it is taken as soon as they are sound.
        LookBook looks = health.healthy() ? assessments.takeLooks(before.looks(), before.state(), progress) : before.looks();
        List<MetricAssessment> metrics = assessments.metrics(looks);
        SampleRatio sampleRatio = assessments.sampleRatio();
        return new Assessed(health, looks, metrics, sampleRatio, assessments.findings(metrics, sampleRatio, before.state(), progress));
    }

    /** A case with its metrics assessed. */
    final class Assessed {

        private final DataHealth health;
        private final LookBook looks;
        private final List<MetricAssessment> metrics;
        private final SampleRatio sampleRatio;
        private final Findings findings;

        private Assessed(DataHealth health, LookBook looks, List<MetricAssessment> metrics, SampleRatio sampleRatio, Findings findings) {
            this.health = health;
            this.looks = looks;
            this.metrics = metrics;
            this.sampleRatio = sampleRatio;
            this.findings = findings;
        }

        /** What stands beside the assessments. */
        Findings findings() {
            return findings;
        }

        /**
         * Decides by the rule table.
         *
         * @param circumstances what the decision depends on beside the evidence
         */
        Judgement decide(Circumstances circumstances) {
            DecisionInputs inputs = DecisionInputs.of(before.spec(), progress, metrics, findings.comparisons(), sampleRatio, health,
                    circumstances, LedgerCodec.digest(before.ledger().forAnalysis(before.counted())));
            return new Judgement(before, inputs, findings, looks, RuleTable.decide(inputs), DecisionDigest.of(inputs));
        }
    }
}
