package dev.gauntlet.routing.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldOwnershipTest {

    private static final List<String> RULES = List.of("/spec/rules");

    private static JsonNode json(String text) {
        try {
            return RouteJson.MAPPER.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static String entry(String manager, String operation, String fields) {
        return "{'manager':'" + manager + "','operation':'" + operation + "','apiVersion':'v1','time':'2026-01-01T00:00:00Z',"
                + "'fieldsType':'FieldsV1','fieldsV1':" + fields + "}";
    }

    private static JsonNode entries(String... entries) {
        return json("[" + String.join(",", entries) + "]");
    }

    @Test
    void writersAreNotedWithNothingButTheFieldsInQuestion() {
        JsonNode managed = entries(
                entry("helm", "Update", "{'f:metadata':{'f:labels':{}},'f:spec':{'.':{},'f:rules':{},'f:hostnames':{}}}"),
                entry("kubectl-edit", "Update", "{'f:spec':{'f:hostnames':{}}}"),
                entry("argocd-controller", "Apply", "{'f:spec':{'f:rules':{}}}"),
                entry("gauntlet", "Update", "{'f:spec':{'f:rules':{}}}"));
        assertThat(FieldOwnership.writers(managed, RULES)).isEqualTo(entries(entry("helm", "Update", "{'f:spec':{'f:rules':{}}}")));
        assertThat(FieldOwnership.writers(json("{}").path("none"), RULES)).isEmpty();
    }

    @Test
    void childrenOfAFieldBelongToIt() {
        JsonNode managed = entries(entry("helm", "Update", "{'f:spec':{'f:weighted':{'.':{},'f:services':{}},'f:mirroring':{}}}"));
        assertThat(FieldOwnership.writers(managed, List.of("/spec/weighted"))).isEqualTo(
                entries(entry("helm", "Update", "{'f:spec':{'f:weighted':{'.':{},'f:services':{}}}}")));
    }

    @Test
    void namesWithSlashesAreFound() {
        JsonNode managed = entries(entry("helm", "Update", "{'f:metadata':{'f:annotations':{'f:a.b/c':{}}}}"));
        assertThat(FieldOwnership.holders(managed, List.of("/metadata/annotations/a.b~1c"))).containsExactly("helm (update)");
    }

    @Test
    void holdersAreAllButGauntletWithHowTheyHold() {
        JsonNode managed = entries(entry("argocd-controller", "Apply", "{'f:spec':{'f:rules':{}}}"),
                entry("kubectl-edit", "Update", "{'f:spec':{'f:rules':{}}}"), entry("gauntlet", "Apply", "{'f:spec':{'f:rules':{}}}"));
        assertThat(FieldOwnership.holders(managed, RULES)).containsExactly("argocd-controller (server-side apply)",
                "kubectl-edit (update)");
    }

    @Test
    void fieldsGoBackIntoTheEntryThatStillExists() {
        JsonNode writers = entries(entry("helm", "Update", "{'f:spec':{'f:rules':{}}}"));
        JsonNode managed = entries(entry("helm", "Update", "{'f:spec':{'.':{},'f:hostnames':{}}}"),
                entry("gauntlet", "Apply", "{'f:metadata':{},'f:spec':{'f:rules':{}}}"),
                entry("gauntlet", "Update", "{'f:spec':{'f:rules':{}}}"));
        assertThat(FieldOwnership.givenBack(managed, writers, RULES)).isEqualTo(
                entries(entry("helm", "Update", "{'f:spec':{'.':{},'f:hostnames':{},'f:rules':{}}}")));
    }

    @Test
    void anEntryThatHeldNothingElseComesBackAsItWas() {
        JsonNode writers = entries(entry("helm", "Update", "{'f:spec':{'f:rules':{}}}"));
        JsonNode managed = entries(entry("kubectl", "Update", "{'f:metadata':{}}"),
                entry("gauntlet", "Update", "{'f:spec':{'f:rules':{}}}"));
        assertThat(FieldOwnership.givenBack(managed, writers, RULES)).isEqualTo(entries(entry("kubectl", "Update", "{'f:metadata':{}}"),
                entry("helm", "Update", "{'f:spec':{'f:rules':{}}}")));
    }

    @Test
    void whatSomebodyElseHoldsByNowStaysWithThem() {
        JsonNode writers = entries(entry("helm", "Update", "{'f:spec':{'f:rules':{}}}"));
        JsonNode managed = entries(entry("kubectl-edit", "Update", "{'f:spec':{'f:rules':{}}}"),
                entry("gauntlet", "Apply", "{'f:metadata':{}}"));
        assertThat(FieldOwnership.givenBack(managed, writers, RULES))
                .isEqualTo(entries(entry("kubectl-edit", "Update", "{'f:spec':{'f:rules':{}}}")));
    }

    @Test
    void theParentThatWasKeptIsKeptBesideTheFieldThatComesBack() {
        JsonNode writers = entries(entry("helm", "Update", "{'f:spec':{'f:rules':{}}}"));
        JsonNode managed = entries(entry("helm", "Update", "{'f:spec':{}}"), entry("gauntlet", "Apply", "{'f:spec':{'f:rules':{}}}"));
        assertThat(FieldOwnership.givenBack(managed, writers, RULES))
                .isEqualTo(entries(entry("helm", "Update", "{'f:spec':{'.':{},'f:rules':{}}}")));
    }

    @Test
    void ofAFieldInPartsThePartsThatNobodyHoldsComeBack() {
        List<String> weighted = List.of("/spec/weighted");
        JsonNode writers = entries(entry("helm", "Update", "{'f:spec':{'f:weighted':{'.':{},'f:services':{},'f:sticky':{}}}}"),
                entry("terraform", "Update", "{'f:spec':{'f:weighted':{'f:services':{}}}}"));
        JsonNode managed = entries(entry("helm", "Update", "{'f:spec':{'f:weighted':{'.':{}}}}"),
                entry("kubectl-edit", "Update", "{'f:spec':{'f:weighted':{'f:sticky':{}}}}"),
                entry("gauntlet", "Apply", "{'f:spec':{'f:weighted':{'f:services':{}}}}"));
        assertThat(FieldOwnership.givenBack(managed, writers, weighted)).isEqualTo(entries(
                entry("helm", "Update", "{'f:spec':{'f:weighted':{'.':{},'f:services':{}}}}"),
                entry("kubectl-edit", "Update", "{'f:spec':{'f:weighted':{'f:sticky':{}}}}"),
                entry("terraform", "Update", "{'f:spec':{'f:weighted':{'f:services':{}}}}")));
    }

    @Test
    void statusWritersAndGauntletsStatusAreLeftAlone() {
        String status = entry("gauntlet", "Update", "{'f:status':{}}").replace("'operation'", "'subresource':'status','operation'");
        JsonNode managed = entries(status, entry("gauntlet", "Update", "{'f:spec':{'f:rules':{}}}"));
        assertThat(FieldOwnership.givenBack(managed, entries(), RULES)).isEqualTo(entries(status));
    }

    @Test
    void anEmptyListIsWrittenSoThatTheApiServerTakesItAsOne() {
        assertThat(FieldOwnership.givenBack(entries(entry("gauntlet", "Update", "{'f:spec':{'f:rules':{}}}")), entries(), RULES))
                .isEqualTo(json("[{}]"));
    }
}
