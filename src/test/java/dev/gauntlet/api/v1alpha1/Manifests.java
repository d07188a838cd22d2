package dev.gauntlet.api.v1alpha1;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.function.Consumer;

/** Manifests as users write them. */
public final class Manifests {

    /** The least a user has to write. */
    public static final String MINIMAL = """
            apiVersion: gauntlet.dev/v1alpha1
            kind: ModelExperiment
            metadata: {name: digits, namespace: demo}
            spec:
              variants:
              - {name: baseline, role: Champion, serviceRef: {name: digits-baseline, port: 8080}, metricLabels: {version: baseline}}
              - {name: candidate, role: Challenger, serviceRef: {name: digits-candidate, port: 8080}, metricLabels: {version: candidate}}
              routing: {provider: ManagedProxy, serviceName: digits}
              assignment: {unit: Request}
              steps:
              - {name: canary, type: Canary, trafficPercent: "10", minimumSeconds: 20}
              - {name: experiment, type: Experiment, trafficPercent: "50", minimumSeconds: 30, deadlineSeconds: 600}
              metrics:
              - name: accuracy
                role: Success
                type: Proportion
                direction: Increase
                minimumDetectableEffect: {type: Absolute, value: "0.02"}
                query: {numerator: 'predictions_correct_total', denominator: 'predictions_total'}
            """;

    /** Every field that can be written. */
    public static final String COMPLETE = """
            apiVersion: gauntlet.dev/v1alpha1
            kind: ModelExperiment
            metadata: {name: fraud-v2, namespace: scoring}
            spec:
              mode: Enforce
              desiredState: Running
              hypothesis: "v2 catches more fraud without more errors"
              variants:
              - name: v1
                role: Champion
                serviceRef: {name: fraud-v1, port: 8080}
                metricLabels: {version: v1}
              - name: v2
                role: Challenger
                serviceRef: {name: fraud-v2, port: 8080}
                metricLabels: {version: v2}
              routing:
                provider: ManagedProxy
                serviceName: fraud
              assignment:
                unit: User
                key: {type: Header, name: X-User-Id}
                salt: fraud-2026q4
                missingKeyPolicy: Champion
                overrideHeader: X-Gauntlet-Variant
              steps:
              - {name: canary-1, type: Canary, trafficPercent: "1", minimumSeconds: 1800}
              - {name: canary-10, type: Canary, trafficPercent: "10", minimumSeconds: 7200, minimumSamples: 5000}
              - name: experiment
                type: Experiment
                trafficPercent: "50"
                minimumSeconds: 604800
                deadlineSeconds: 1814400
              prometheus:
                connection: default
                evaluationPeriodSeconds: 30
              metrics:
              - name: detection-rate
                role: Success
                type: Proportion
                direction: Increase
                minimumDetectableEffect: {type: Relative, value: "0.05"}
                query:
                  numerator: 'fraud_caught_total{app="fraud"}'
                  denominator: 'fraud_scored_total{app="fraud"}'
              - name: errors
                role: Guardrail
                type: Proportion
                direction: Decrease
                nonInferiorityMargin: {type: Absolute, value: "0.002"}
                hardLimit: {maximum: "0.05", minimumSamples: 200, periods: 2}
                onViolation: Rollback
                query:
                  numerator: 'http_requests_total{app="fraud",code=~"5.."}'
                  denominator: 'http_requests_total{app="fraud"}'
              - name: fallback-share
                role: Diagnostic
                type: Proportion
                direction: Decrease
                query:
                  numerator: 'fallback_total{app="fraud"}'
                  denominator: 'fraud_scored_total{app="fraud"}'
              analysis:
                method: ConfidenceSequence
                errorRates: {alpha: "0.05", beta: "0.20", deteriorationAlpha: "0.01"}
                clusterLabel: unit_bucket
                warmupSeconds: 600
              decision:
                policy: SuperiorAndNonInferior
                onDeterioration: Rollback
                onNoData: {action: Hold, timeoutSeconds: 3600}
                onDeadline: KeepChampion
            """;

    private Manifests() {
    }

    /** The spec of a manifest. */
    public static ModelExperimentSpec spec(String manifest) {
        return Serialization.unmarshal(manifest, ModelExperiment.class).getSpec();
    }

    /** The spec of a manifest after its {@code spec} was edited as a tree. */
    static ModelExperimentSpec edited(String manifest, Consumer<ObjectNode> edit) {
        ObjectNode tree = Serialization.unmarshal(manifest, ObjectNode.class);
        edit.accept((ObjectNode) tree.get("spec"));
        return Serialization.unmarshal(Serialization.asJson(tree), ModelExperiment.class).getSpec();
    }
}
