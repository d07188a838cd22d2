package dev.gauntlet.reporting;

import dev.gauntlet.api.v1alpha1.Manifests;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.LedgerStatus;
import dev.gauntlet.decision.DataHealth;
import dev.gauntlet.decision.Decision;
import dev.gauntlet.decision.Findings;
import dev.gauntlet.decision.MetricAssessment;
import dev.gauntlet.lifecycle.ExperimentState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A pass over the least spec with a programmed route, changed where a test needs it. */
final class PassBuilder {

    private static final ModelExperimentSpec SPEC = Manifests.spec(Manifests.MINIMAL);

    private final ExperimentState state;
    private Optional<ModelExperimentSpec> spec = Optional.of(SPEC);
    private SpecView specView = new SpecView(true, "Accepted", "the spec is valid");
    private RouteView route = new RouteView(true, "WeightsProgrammed", "the route carries the wanted weights", 0);
    private List<MetricAssessment> metrics = List.of();
    private Findings findings = Findings.NONE;
    private Optional<DataHealth> data = Optional.of(DataHealth.HEALTHY);
    private SampleView samples = SampleView.NONE;
    private Optional<Decision> decision = Optional.empty();
    private boolean paused;
    private News news = News.NONE;
    private LedgerStatus ledger;
    private Instant now = Instant.parse("2026-11-02T09:10:00.75Z");

    PassBuilder(ExperimentState state) {
        this.state = state;
    }

    PassBuilder route(RouteView view) {
        route = view;
        return this;
    }

    PassBuilder invalid(String message) {
        spec = Optional.empty();
        specView = new SpecView(false, "InvalidSpec", message);
        return this;
    }

    PassBuilder metrics(MetricAssessment... assessments) {
        metrics = List.of(assessments);
        return this;
    }

    PassBuilder findings(Findings found) {
        findings = found;
        return this;
    }

    PassBuilder data(DataHealth health) {
        data = Optional.of(health);
        return this;
    }

    PassBuilder samples(SampleView view) {
        samples = view;
        return this;
    }

    PassBuilder decided(Decision made) {
        decision = Optional.of(made);
        return this;
    }

    PassBuilder spec(ModelExperimentSpec inForce) {
        spec = Optional.of(inForce);
        return this;
    }

    PassBuilder specView(SpecView view) {
        specView = view;
        return this;
    }

    PassBuilder unlooked() {
        data = Optional.empty();
        return this;
    }

    PassBuilder news(News told) {
        news = told;
        return this;
    }

    PassBuilder ledger(LedgerStatus kept) {
        ledger = kept;
        return this;
    }

    PassBuilder paused() {
        paused = true;
        return this;
    }

    PassBuilder at(Instant time) {
        now = time;
        return this;
    }

    PassReport build() {
        return new PassReport(7L, spec, specView, state, route, metrics, findings, data, samples, decision, Optional.empty(),
                decision.isPresent() ? "sha256:00" : null, ledger, paused, news, now);
    }
}
