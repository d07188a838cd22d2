package dev.gauntlet.routing.traefik;

import static dev.gauntlet.routing.foreign.DigitsIntent.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.Capabilities.Mirror;
import dev.gauntlet.routing.RouteIntent.CopyTarget;
import dev.gauntlet.routing.foreign.Acceptance;
import dev.gauntlet.routing.foreign.DigitsIntent;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraefikServiceDialectTest {

    private static final String CHAMPION = "{weighted: {services: [{name: digits-baseline, port: 8080, weight: 1}]}}";

    private final TraefikServiceDialect dialect = new TraefikServiceDialect();

    private static ObjectNode route(String spec) {
        return yaml("{apiVersion: traefik.io/v1alpha1, kind: TraefikService, metadata: {name: digits, namespace: demo}, spec: " + spec + "}");
    }

    private ObjectNode split(ObjectNode route, DigitsIntent intent) {
        return dialect.split(route, dialect.original(route, intent.split()), intent.split());
    }

    private String objection(String spec, Optional<ObjectNode> original, DigitsIntent intent) {
        return dialect.objection(route(spec), original, intent.split(), (kind, namespace, name) -> Optional.empty())
                .map(objection -> objection.reason().label() + ": " + objection.message()).orElse("none");
    }

    @Test
    void weightsAreHundredthsOfAPercent() {
        ObjectNode split = split(route(CHAMPION), DigitsIntent.with("candidate", "rival", "idle")
                .shares(Map.of("candidate", "20", "rival", "0.05")));

        assertThat(split).isEqualTo(route("""
                {weighted: {services: [{name: digits-baseline, port: 8080, weight: 7995}, {name: digits-candidate, port: 8080, weight: 2000},
                  {name: digits-rival, port: 8080, weight: 5}]}}"""));
    }

    @Test
    void nobodyIsLeftAtTheChampionWhenAWinnerHasAll() {
        assertThat(split(route(CHAMPION), DigitsIntent.with("candidate").shares(Map.of("candidate", "100"))))
                .isEqualTo(route("{weighted: {services: [{name: digits-candidate, port: 8080, weight: 10000}]}}"));
    }

    @Test
    void challengersAreReachedAsTheChampionIs() {
        ObjectNode split = split(route("{weighted: {services: [{name: digits-baseline, port: http, scheme: h2c, passHostHeader: false}]}}"),
                DigitsIntent.with("candidate").shares(Map.of("candidate", "10")));

        assertThat(split).isEqualTo(route("""
                {weighted: {services: [{name: digits-baseline, port: http, scheme: h2c, passHostHeader: false, weight: 9000},
                  {name: digits-candidate, port: 8080, scheme: h2c, passHostHeader: false, weight: 1000}]}}"""));
    }

    @Test
    void copiesReplaceTheWeightsAndComeAndGo() {
        ObjectNode route = route("{weighted: {services: [{name: digits-baseline, port: 8080, weight: 1, scheme: h2c}]}, other: 1}");
        DigitsIntent shadow = DigitsIntent.with("candidate", "rival").mirrored(Map.of("candidate", "10", "rival", "100"));
        ObjectNode original = dialect.original(route, shadow.split());

        ObjectNode copied = split(route, shadow);
        ObjectNode weighted = dialect.split(copied, original, shadow.mirrored(Map.of()).shares(Map.of("rival", "1")).split());

        assertThat(copied).isEqualTo(route("""
                {other: 1, mirroring: {name: digits-baseline, port: 8080, scheme: h2c, mirrors: [
                  {name: digits-candidate, port: 8080, scheme: h2c, percent: 10}, {name: digits-rival, port: 8080, scheme: h2c, percent: 100}]}}"""));
        assertThat(weighted.at("/spec/mirroring").isMissingNode()).isTrue();
        assertThat(weighted.at("/spec/weighted/services").findValuesAsText("weight")).containsExactly("9900", "100");
        assertThat(dialect.release(copied, original, shadow.split(), "baseline").toString()).isEqualTo(route.toString());
        assertThat(dialect.release(weighted, original, shadow.split(), "baseline").toString()).isEqualTo(route.toString());
    }

    @Test
    void aMirrorThatCopiesNothingYetKeepsItsLimits() {
        ObjectNode route = route("{mirroring: {name: digits-baseline, port: 8080, mirrorBody: true, maxBodySize: 1024}}");
        DigitsIntent shadow = DigitsIntent.with("candidate").mirrored(Map.of("candidate", "10"))
                .copiesTo(Map.of("candidate", new CopyTarget("comparator", 9000)));
        ObjectNode original = dialect.original(route, shadow.split());

        assertThat(split(route, shadow)).isEqualTo(route("""
                {mirroring: {name: digits-baseline, port: 8080, mirrorBody: true, maxBodySize: 1024,
                  mirrors: [{name: comparator, port: 9000, percent: 10}]}}"""));
        assertThat(split(route, shadow.mirrored(Map.of()).shares(Map.of("candidate", "50")))).isEqualTo(route("""
                {weighted: {services: [{name: digits-baseline, port: 8080, weight: 5000},
                  {name: digits-candidate, port: 8080, weight: 5000}]}}"""));
        assertThat(dialect.release(split(route, shadow), original, shadow.split(), "baseline").toString()).isEqualTo(route.toString());
    }

    @Test
    void aWinnerIsReachedAsTheChampionWas() {
        ObjectNode route = route("{weighted: {services: [{name: digits-baseline, port: 8080, scheme: h2c, weight: 3}]}, other: 1}");
        DigitsIntent intent = DigitsIntent.with("candidate").shares(Map.of("candidate", "50"));
        ObjectNode original = dialect.original(route, intent.split());

        ObjectNode released = dialect.release(split(route, intent), original, intent.split(), "candidate");

        assertThat(released.toString()).isEqualTo(
                route("{weighted: {services: [{name: digits-candidate, port: 8080, scheme: h2c}]}, other: 1}").toString());
        assertThat(dialect.release(released, original, intent.split(), "baseline").toString()).isEqualTo(route.toString());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{weighted: {services: [{name: digits-baseline}]}}                                    | none",
        "{weighted: {services: [{name: digits-baseline, namespace: demo, kind: Service}]}}    | none",
        "{mirroring: {name: digits-baseline, port: 8080, mirrors: []}}                        | none",
        "{}                                                                                   | ForeignBackends: TraefikService digits leads to no Service; let",
        "{weighted: {services: []}}                                                           | ForeignBackends: TraefikService digits leads to no Service",
        "{weighted: {services: [{name: other, port: 80}]}}                                    | ForeignBackends: TraefikService digits leads to Service other, port 80",
        "{weighted: {services: [{name: digits-baseline, port: 80}]}}                          | ForeignBackends: TraefikService digits leads to Service digits-baseline, port 80;",
        "{weighted: {services: [{name: digits-baseline, namespace: prod}]}}                   | ForeignBackends: TraefikService digits leads to Service prod/digits-baseline;",
        "{weighted: {services: [{name: digits-baseline, kind: TraefikService}]}}              | ForeignBackends: TraefikService digits leads to TraefikService digits-baseline;",
        "{weighted: {services: [{name: digits-baseline}, {name: b}]}}                         | ForeignBackends: TraefikService digits leads to Service digits-baseline, Service b;",
        "{mirroring: {name: digits-baseline, mirrors: [{name: audit, percent: 5}]}}           | ForeignBackends: TraefikService digits leads to Service digits-baseline, Service audit;",
        "{failover: {service: {name: digits-baseline}}}                                       | ForeignBackends: TraefikService digits has spec.failover;",
        "{highestRandomWeight: {services: [{name: digits-baseline}]}}                         | ForeignBackends: TraefikService digits has spec.highestRandomWeight;",
        "{weighted: {sticky: {cookie: {}}, services: [{name: digits-baseline}]}}              | Unsupported: TraefikService digits has spec.weighted.sticky, whose cookie"})
    void whatLeadsElsewhereIsLeftAlone(String spec, String expected) {
        assertThat(objection(spec, Optional.empty(), DigitsIntent.with("candidate"))).startsWith(expected);
    }

    @Test
    void whatATraefikServiceCannotDoIsRefused() {
        DigitsIntent two = DigitsIntent.with("candidate", "rival");

        assertThat(objection(CHAMPION, Optional.empty(), two.shares(Map.of("candidate", "1")).mirrored(Map.of("rival", "1"))))
                .startsWith("Unsupported").contains("different steps");
        assertThat(objection(CHAMPION, Optional.empty(), two.mirrored(Map.of("rival", "0.5")))).startsWith("Unsupported").contains("0.5");
        assertThat(objection(CHAMPION, Optional.empty(), two.rule("predict"))).startsWith("RuleNotFound").contains("predict");
        assertThat(objection(CHAMPION, Optional.empty(), two.sharedService("digits-baseline"))).startsWith("Unsupported").contains("same Service");
    }

    @Test
    void aClaimedServiceMayLeadWhereverItsSplitLeads() {
        assertThat(objection("{weighted: {services: [{name: digits-baseline}, {name: digits-candidate}]}}",
                Optional.of((ObjectNode) route(CHAMPION).get("spec")), DigitsIntent.with("candidate"))).isEqualTo("none");
    }

    @Test
    void whatTheDialectCanDo() {
        assertThat(dialect.capabilities().mirror()).isEqualTo(Mirror.PERCENTAGE);
        assertThat(dialect.capabilities().overrideHeader()).isFalse();
        assertThat(dialect.capabilities().weightStep()).isEqualByComparingTo("0.01");
        assertThat(dialect.acceptance(route(CHAMPION), DigitsIntent.with("candidate").split())).isInstanceOf(Acceptance.Accepted.class);
        assertThat(dialect.created(DigitsIntent.with("candidate").split())).isEmpty();
    }
}
