package dev.gauntlet.routing.foreign;

import static dev.gauntlet.routing.foreign.DigitsIntent.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.local.LocalCluster;
import dev.gauntlet.local.LocalControlPlane;
import dev.gauntlet.local.gateway.CrdInstaller;
import dev.gauntlet.routing.AssignmentPolicy;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteObservation;
import dev.gauntlet.routing.RouteOwner;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteState;
import dev.gauntlet.routing.RouteTarget;
import dev.gauntlet.routing.RouteVariant;
import dev.gauntlet.routing.foreign.RouteFamily.Sample;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random routes of users on a real API server with the real schemas, through whole experiments by the real engine with the rights of the
 * installation. What is not Gauntlet's is byte-identical at each point. The system property {@code gauntlet.fuzz.seed} chooses other
 * routes, {@code gauntlet.fuzz.routes} how many of each kind live each life.
 */
@ExtendWith(LocalCluster.class)
class AdoptedRoutesIT {

    private static final long SEED = Long.getLong("gauntlet.fuzz.seed", 20_251_122L);
    private static final int ROUTES = Integer.getInteger("gauntlet.fuzz.routes", 10);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String EDITOR = "kubectl-edit";

    private static RouteStage stage;
    private static RouteOwner owner;

    @BeforeAll
    static void prepare(LocalControlPlane controlPlane, KubernetesClient kubernetes) throws IOException {
        stage = new RouteStage(controlPlane, kubernetes);
        owner = stage.owner("experiment");
        for (String service : List.of("fraud-v1", "fraud-v2", "fraud-v3", "fraud-predictor", "fraud-v2-predictor")) {
            stage.serve(service);
        }
        CrdInstaller crds = new CrdInstaller(stage.admin);
        for (RouteFamily family : families().toList()) {
            family.schemas().forEach(crds::installFile);
            RawObjects.surround(stage.admin, stage.namespace, family.surroundings());
            Random random = new Random(SEED);
            await(family + " served").atMost(PATIENCE).ignoreExceptions().until(() -> {
                ObjectNode probe = raw(family).create(named(family.sample(new RandomJson(random)).route()), EDITOR);
                raw(family).delete(RouteFamily.NAME);
                return family.isServed(probe);
            });
        }
    }

    @AfterAll
    static void disconnect() {
        stage.close();
    }

    static Stream<RouteFamily> families() {
        return Stream.of(new HttpRoutes(), new VirtualServices(), new TraefikServices(), new KnativeServices(),
                new InferenceServices(false), new InferenceServices(true), new SeldonExperiments());
    }

    private static RawObjects raw(RouteFamily family) {
        return RawObjects.of(stage.admin, family.dialect().kind(), stage.namespace);
    }

    private static ObjectNode named(ObjectNode route) {
        ObjectNode named = route.deepCopy();
        named.withObject("/metadata").put("name", RouteFamily.NAME).put("namespace", stage.namespace).withObject("/labels").put("app", "a");
        return named;
    }

    private static ObjectNode without(ObjectNode object, String field) {
        ObjectNode copy = object.deepCopy();
        copy.remove(field);
        return copy;
    }

    /** One route and all that happens to it. */
    private static final class Life {

        private final RouteFamily family;
        private final RandomJson random;
        private final Sample sample;
        private final ForeignRouter router;
        private final RawObjects routes;
        private long generation;
        private ObjectNode before;

        Life(RouteFamily family, long seed) {
            this.family = family;
            this.random = new RandomJson(new Random(seed));
            this.sample = family.sample(random);
            this.router = new ForeignRouter(stage.operator, family.dialect(), Clock.systemUTC());
            this.routes = raw(family);
        }

        /** The route as people, delivery tools or both have written it, one after the other. */
        void begin() {
            ObjectNode manifest = named(sample.route());
            ObjectNode declared = without(manifest, "status");
            if (random.random().nextBoolean()) {
                routes.create(manifest, random.oneOf("kubectl-create", "helm"));
            } else {
                routes.apply(declared, "argocd-controller");
            }
            if (random.onceIn(3)) {
                routes.apply(declared, "kustomize-controller");
            }
            if (random.random().nextBoolean()) {
                routes.apply(onlyNotes(declared, random.oneOf("note", "ü \"quoted\"\\n{}")), "team");
            }
            if (random.onceIn(3)) {
                ObjectNode read = routes.get(RouteFamily.NAME);
                family.edit(read);
                routes.replace(read, EDITOR);
            }
            before = routes.get(RouteFamily.NAME);
            if (manifest.has("status")) {
                before.set("status", manifest.get("status"));
                before = routes.report(before);
            }
        }

        private static ObjectNode onlyNotes(ObjectNode manifest, String text) {
            ObjectNode notes = without(manifest, "spec");
            notes.set("metadata", yaml("{labels: {team: scoring}, annotations: {}}").put("name", RouteFamily.NAME)
                    .put("namespace", stage.namespace));
            notes.withObject("/metadata/annotations").put("example.com/text", text);
            return notes;
        }

        void end() {
            routes.delete(RouteFamily.NAME);
        }

        RouteIntent intent(Map<String, BigDecimal> shares, Map<String, BigDecimal> copies, RouteGoal goal) {
            AssignmentPolicy perRequest = AssignmentPolicy.perRequest("salt");
            return new RouteIntent(owner, "", Optional.of(new RouteTarget(RouteFamily.NAME, sample.rule(), Optional.empty())),
                    sample.variants(), new AssignmentPolicy(perRequest.unit(), perRequest.key(), perRequest.salt(),
                            perRequest.missingKey(), sample.header()), shares, copies, Map.of(), generation, goal);
        }

        RouteIntent release(String variant) {
            return intent(Map.of(), Map.of(), new RouteGoal.Release(variant));
        }

        /** Copies in whole percents, which all can. */
        RouteIntent shadow() {
            Map<String, BigDecimal> copies = sample.variants().stream().filter(variant -> !variant.champion())
                    .collect(Collectors.toMap(RouteVariant::name,
                            variant -> new BigDecimal(1 + random.random().nextInt(100))));
            return intent(Map.of(), copies, RouteStage.SPLIT);
        }

        RouteIntent share(int most) {
            return intent(RouteFamily.shares(random, sample, family.dialect(), most), Map.of(), RouteStage.SPLIT);
        }

        /** Splits, and looks at all that must not have changed. */
        RouteIntent split(RouteIntent wanted) {
            generation++;
            RouteIntent intent = new RouteIntent(wanted.owner(), "", wanted.target(), wanted.variants(), wanted.assignment(),
                    wanted.shares(), wanted.mirrored(), Map.of(), generation, wanted.goal());
            RouteObservation seen = router.apply(intent);
            assertThat(seen.state()).as(seen.message()).isNotEqualTo(RouteState.BLOCKED);
            assertThat(seen.inPath()).as(seen.message()).isTrue();
            assertThat(seen.drifted()).isFalse();
            assertTheRestIsTheUsers();
            String version = version();
            router.apply(intent);
            assertThat(version()).as("nothing is written twice").isEqualTo(version);
            return intent;
        }

        String version() {
            return routes.get(RouteFamily.NAME).at("/metadata/resourceVersion").asText();
        }

        void released(RouteObservation seen) {
            assertThat(seen.reason()).as(seen.message()).isEqualTo(RouteReason.RELEASED);
            ObjectNode after = routes.get(RouteFamily.NAME);
            assertThat(after.at("/metadata/annotations").toString()).doesNotContain("gauntlet.dev/");
            assertThat(after.at("/metadata/managedFields").findValuesAsText("manager")).doesNotContain("gauntlet");
        }

        void assertTheRestIsTheUsers() {
            assertThat(family.users(RouteStage.bare(routes.get(RouteFamily.NAME)), sample))
                    .isEqualTo(family.users(RouteStage.bare(before), sample));
        }

        void assertAllIsAsItWas() {
            ObjectNode after = routes.get(RouteFamily.NAME);
            assertThat(RouteStage.bare(after).toString()).isEqualTo(RouteStage.bare(before).toString());
            assertThat(after.at("/metadata/annotations")).isEqualTo(before.at("/metadata/annotations"));
        }

        /** Managers by what they hold; those who declare the fields of the split hold them again with their next apply. */
        void assertManagersAreAsTheyWere() {
            assertThat(managers(routes.get(RouteFamily.NAME))).containsExactlyInAnyOrderElementsOf(managers(before));
        }

        private List<String> managers(ObjectNode route) {
            List<String> managers = new ArrayList<>();
            for (JsonNode entry : route.at("/metadata/managedFields")) {
                if (entry.path("operation").asText().equals("Apply")) {
                    family.dialect().ownedFields().forEach(pointer -> forget(entry.path("fieldsV1"), RouteJson.names(pointer)));
                }
                managers.add(entry.toString());
            }
            return managers;
        }

        private static void forget(JsonNode fields, List<String> names) {
            String name = "f:" + names.get(0);
            if (names.size() > 1) {
                forget(fields.path(name), names.subList(1, names.size()));
            }
            // Who holds no part of a field any more may lose the field itself, too.
            boolean bare = fields.path(name).isEmpty() || fields.path(name).size() == 1 && fields.path(name).has(".");
            if (fields instanceof ObjectNode object && (names.size() == 1 || bare)) {
                object.remove(name);
            }
        }
    }

    /** Lives that one kind of life of many routes; what fails names the seed and the route. */
    private static void live(RouteFamily family, Consumer<Life> course) {
        for (long seed = SEED; seed < SEED + ROUTES; seed++) {
            Life life = new Life(family, seed);
            try {
                life.begin();
                course.accept(life);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(family + " of -Dgauntlet.fuzz.seed=" + seed + ": " + life.sample, e);
            } finally {
                life.end();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void aRouteIsSplitStepByStepHandedOverAndRolledBackLate(RouteFamily family) {
        live(family, life -> {
            String version = life.version();
            life.router.observe(life.share(5));
            assertThat(life.version()).as("looking changes nothing").isEqualTo(version);
            if (life.sample.copied()) {
                life.split(life.shadow());
            }
            life.split(life.share(5));
            life.split(life.share(80));

            life.released(life.router.apply(life.release("v2")));
            life.assertTheRestIsTheUsers();
            life.assertManagersAreAsTheyWere();
            version = life.version();
            life.released(life.router.remove(life.release("v2")));
            assertThat(life.version()).as("the experiment's resource goes, the winner stays").isEqualTo(version);

            life.released(life.router.apply(life.release("v1")));
            life.assertTheRestIsTheUsers();
            life.assertManagersAreAsTheyWere();
        });
    }

    @ParameterizedTest
    @MethodSource("families")
    void aRouteIsAsItWasWhenTheExperimentIsDeletedHalfWay(RouteFamily family) {
        live(family, life -> {
            boolean shadow = life.sample.copied() && life.random.random().nextBoolean();
            RouteIntent last = life.split(shadow ? life.shadow() : life.share(5));
            if (life.random.random().nextBoolean()) {
                last = life.split(life.share(90));
            }
            life.released(life.router.remove(last));
            life.assertAllIsAsItWas();
            life.assertManagersAreAsTheyWere();
        });
    }

    @ParameterizedTest
    @MethodSource("families")
    void editsByHandAreRepairedWhereTheSplitIsAndKeptEverywhereElse(RouteFamily family) {
        live(family, life -> {
            RouteIntent intent = life.split(life.share(60));
            ObjectNode edited = life.routes.get(RouteFamily.NAME);
            family.edit(edited);
            family.disturb(edited, life.sample);
            life.routes.replace(edited, EDITOR);
            family.edit(life.before);

            assertThat(life.router.observe(intent).drifted()).isTrue();
            RouteObservation repaired = life.router.apply(intent);
            assertThat(repaired.drifted()).as(repaired.message()).isTrue();
            assertThat(repaired.inPath()).as(repaired.message()).isTrue();
            life.assertTheRestIsTheUsers();
            life.split(life.share(30));

            life.released(life.router.apply(life.release("v1")));
            life.assertAllIsAsItWas();
        });
    }
}
