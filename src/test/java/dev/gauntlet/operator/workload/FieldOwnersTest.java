package dev.gauntlet.operator.workload;

import static dev.gauntlet.operator.workload.WorkloadManifests.CHAMPION;
import static dev.gauntlet.operator.workload.WorkloadManifests.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldOwnersTest {

    private static final FieldPath IMAGE =
            FieldPath.of("spec", "template", "spec").field("containers").item(0, "name", "model").field("image");
    private static final String FIELDS =
            "{'f:spec': {'f:template': {'f:spec': {'f:containers': {'k:{\"name\":\"model\"}': {'.': {}, 'f:image': {}}}}}}}";

    private static String entry(String manager, String operation, String fields) {
        return "[{manager: %s, operation: %s, apiVersion: apps/v1, fieldsType: FieldsV1, fieldsV1: %s}]".formatted(manager, operation, fields);
    }

    private static Optional<String> objection(String managedFields) {
        return FieldOwners.objection(with(CHAMPION, "/metadata/managedFields", managedFields), List.of(IMAGE));
    }

    @ParameterizedTest
    @CsvSource({"kubectl, Apply", "kustomize-controller, Apply", "argocd-controller, Update", "helm-controller, Update"})
    void whoeverWritesAgainAndAgainIsNamed(String manager, String operation) {
        assertThat(objection(entry(manager, operation, FIELDS)))
                .hasValueSatisfying(objection -> assertThat(objection)
                        .startsWith("spec.template.spec.containers[model].image is managed by " + manager));
    }

    @ParameterizedTest
    @CsvSource({"kubectl-client-side-apply, Update", "kubectl-edit, Update", "gauntlet, Apply", "gauntlet, Update"})
    void aSingleWriteIsNoObjection(String manager, String operation) {
        assertThat(objection(entry(manager, operation, FIELDS))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'f:spec': {}}                                                                                            | true
            {'f:spec': {'f:template': {}}}                                                                            | true
            {'f:spec': {'f:replicas': {}}}                                                                            | false
            {'f:spec': {'f:template': {'f:spec': {'f:containers': {'k:{"name":"other"}': {'f:image': {}}}}}}}         | false
            {'f:spec': {'f:template': {'f:spec': {'f:containers': {'k:{"name":"model"}': {'.': {}, 'f:args': {}}}}}}} | false
            {}                                                                                                        | false
            """)
    void aFieldIsHeldByItselfOrByAWholeAboveIt(String fields, boolean held) {
        assertThat(objection(entry("git", "Apply", fields)).isPresent())
                .isEqualTo(held);
    }

    @Test
    void aControllerOwnsTheWholeObject() {
        JsonNode owned = with(CHAMPION, "/metadata/ownerReferences", "[{kind: Rollout, name: fraud, controller: true}]");

        assertThat(FieldOwners.objection(owned, List.of(IMAGE)))
                .hasValue("it is controlled by Rollout fraud, which would undo the change");
    }
}
