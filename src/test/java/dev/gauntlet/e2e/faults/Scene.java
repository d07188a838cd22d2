package dev.gauntlet.e2e.faults;

import dev.gauntlet.api.v1alpha1.Phase;

/** An experiment brought to one phase and kept there. */
enum Scene {
    SHADOWING(Phase.Shadowing, "{name: shadow, type: Shadow, samplePercent: \"50\", minimumSeconds: 3600}", "", ""),
    CANARY(Phase.Canary, "{name: canary, type: Canary, trafficPercent: \"20\", minimumSeconds: 3600}", "", ""),
    EXPERIMENTING(Phase.Experimenting, "", "", ""),
    AWAITING_APPROVAL(Phase.AwaitingApproval, "{name: canary, type: Canary, trafficPercent: \"20\", minimumSeconds: 1},"
            + " {name: sign-off, type: Approval}", "", ""),
    PAUSED(Phase.Paused, "{name: canary, type: Canary, trafficPercent: \"20\", minimumSeconds: 3600}", "", "Paused"),
    RAMPING(Phase.Promoting, "", "promotion: {steps: [{trafficPercent: \"75\", seconds: 3600}], bakeSeconds: 3600}", "promote"),
    BAKING(Phase.Promoting, "", "promotion: {bakeSeconds: 3600}", "promote"),
    /** Waits for the Service of {@link #CANARY}. */
    QUEUED(Phase.Queued, "{name: canary, type: Canary, trafficPercent: \"20\", minimumSeconds: 3600}", "", ""),
    PROMOTED(Phase.Promoted, "", "promotion: {retireAfterSeconds: 36000}", "promote");

    private final Phase phase;
    private final String steps;
    private final String promotion;
    private final String push;

    Scene(Phase phase, String steps, String promotion, String push) {
        this.phase = phase;
        this.steps = steps;
        this.promotion = promotion;
        this.push = push;
    }

    /** The phase it is brought to. */
    Phase phase() {
        return phase;
    }

    /** Name of the experiment. */
    String experiment() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /** Name of the Service that its clients call. */
    String service() {
        return (this == QUEUED ? CANARY : this).experiment() + "-clients";
    }

    /** Whether a person promotes it. */
    boolean promotedByHand() {
        return push.equals("promote");
    }

    /** Whether a person pauses it. */
    boolean paused() {
        return push.equals("Paused");
    }

    /** Whether it is on the route: traffic is split, or led to the winner for a while. */
    boolean active() {
        return this != QUEUED && this != PROMOTED;
    }

    /** The experiment as a YAML document; its guardrail with the hard limit, which every phase needs, is what the exporters serve. */
    String manifest(String namespace) {
        return """
                apiVersion: gauntlet.dev/v1alpha1
                kind: ModelExperiment
                metadata: {name: %s, namespace: %s}
                spec:
                  variants:
                  - {name: baseline, role: Champion, serviceRef: {name: digits-baseline, port: 8080},
                     workloadRef: {name: digits-baseline}, metricLabels: {version: baseline}}
                  - {name: candidate, role: Challenger, serviceRef: {name: digits-candidate, port: 8080},
                     workloadRef: {name: digits-candidate}, metricLabels: {version: candidate}}
                  routing: {provider: ManagedProxy, serviceName: %s}
                  assignment: {unit: Request}
                  steps: [%s {name: experiment, type: Experiment, trafficPercent: "50", minimumSeconds: 3600, deadlineSeconds: 7200}]
                  prometheus: {evaluationPeriodSeconds: 1}
                  %s
                  metrics:
                  - name: successes
                    role: Success
                    type: Proportion
                    direction: Increase
                    minimumDetectableEffect: {type: Absolute, value: "0.05"}
                    query: {numerator: 'gauntlet_requests_total{code=~"2.."}', denominator: gauntlet_requests_total}
                  - name: quality
                    role: Guardrail
                    type: Proportion
                    direction: Increase
                    nonInferiorityMargin: {type: Absolute, value: "0.05"}
                    hardLimit: {minimum: "0.5", minimumSamples: 20}
                    query: {numerator: 'flawed_successes_total{namespace="%s"}', denominator: 'flawed_trials_total{namespace="%s"}'}
                """.formatted(experiment(), namespace, service(), steps.isEmpty() ? "" : steps + ",", promotion, namespace, namespace);
    }
}
