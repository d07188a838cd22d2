package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ModelExperimentReport;
import dev.gauntlet.api.v1alpha1.ModelExperimentReportSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentReportSpec.ExperimentRun;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.decision.DecisionDetails;
import dev.gauntlet.decision.Circumstances;
import dev.gauntlet.decision.DataHealth;
import dev.gauntlet.decision.LookBook;
import dev.gauntlet.evidence.DataFault;
import dev.gauntlet.evidence.Ledger;
import dev.gauntlet.lifecycle.ExperimentState;
import dev.gauntlet.lifecycle.ExperimentState.Run;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import dev.gauntlet.lifecycle.Transitions;
import dev.gauntlet.operator.workload.VariantModels;
import dev.gauntlet.reporting.News;
import dev.gauntlet.reporting.PassReport;
import dev.gauntlet.reporting.RouteView;
import dev.gauntlet.reporting.SampleView;
import dev.gauntlet.reporting.SpecView;
import dev.gauntlet.reporting.StatusRenderer;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Cases before the judge, made of counts by hand, and the reports that tell of them. */
final class Cases {

    private Cases() {
    }

    /** The second step of {@link Counts}, which decides, in force since a second of the experiment and looked at in another. */
    static Case experiment(ModelExperimentSpec spec, Ledger ledger, long begun, long now, DataFault... faults) {
        Running running = new Running(new Run(1, Counts.START, List.of()), 1, Optional.of(Counts.START.plusSeconds(begun)), 2, false, 0,
                Optional.empty(), Optional.empty());
        return new Case("demo/digits", spec, running, ledger, List.of(faults), LookBook.EMPTY, Counts.START.plusSeconds(now));
    }

    /** Judged with sound data and nothing special around. */
    static Judgement judged(Case before) {
        return judged(before, DataHealth.HEALTHY);
    }

    /** Judged with nothing special around. */
    static Judgement judged(Case before, DataHealth health) {
        return new Judge(before).assess(health).decide(Circumstances.plain(List.of("candidate")));
    }

    /** Data that have been missing for some time. */
    static DataHealth silentFor(Duration time) {
        return new DataHealth(List.of(new DataHealth.Problem("Silent", "accuracy of candidate: not scraped")), time);
    }

    /** The status that a judgement leads to. */
    static ModelExperimentStatus statusAfter(Judgement judgement) {
        Case before = judgement.before();
        ModelExperimentStatus running = StatusRenderer.render(ModelExperimentStatus.empty(), pass(judgement, before.state()));
        return StatusRenderer.render(running, pass(judgement, Transitions.next(before.state(), before.spec(), judgement.decision(), before.now())));
    }

    private static PassReport pass(Judgement judgement, ExperimentState state) {
        Case before = judgement.before();
        return new PassReport(1L, Optional.of(before.spec()), new SpecView(true, "Accepted", "the spec is valid"), state,
                new RouteView(true, "WeightsProgrammed", "all is well", 0), judgement.metrics(), judgement.findings(),
                Optional.of(judgement.health()), SampleView.NONE, Optional.of(judgement.decision()),
                Optional.of(DecisionDetails.of(judgement.inputs(), judgement.decision())), judgement.digest(), null, false, News.NONE,
                before.now());
    }

    /** The report of a judgement, as the operator writes it. */
    static ModelExperimentReport report(Judgement judgement) {
        return report(DecisionRecord.of(judgement));
    }

    /** The report of a record. */
    static ModelExperimentReport report(DecisionRecord decided) {
        return report(ReportComposer.compose(new ExperimentRun("digits", "0f2c", 1L, 1), decided, decided.replay(),
                ReportVariants.of(decided.before().spec(), VariantModels.NONE), ModelExperimentStatus.empty()));
    }

    /** A report of some content. */
    static ModelExperimentReport report(ModelExperimentReportSpec content) {
        ModelExperimentReport report = new ModelExperimentReport();
        report.setMetadata(new ObjectMetaBuilder().withName("digits-run-1").withNamespace("demo").build());
        report.setSpec(content);
        return report;
    }
}
