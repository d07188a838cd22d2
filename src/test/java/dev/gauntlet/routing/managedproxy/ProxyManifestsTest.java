package dev.gauntlet.routing.managedproxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.routing.AssignmentPolicy;
import dev.gauntlet.routing.RouteOwner;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyManifestsTest {

    private static final ProxyManifests MANIFESTS = new ProxyManifests(ManagedProxyConfig.DEFAULT);
    private static final RouteOwner OWNER = owner("digits");

    private static RouteOwner owner(String name) {
        return new RouteOwner("gauntlet.dev/v1alpha1", "ModelExperiment", "demo", name, "uid-1");
    }

    private static SortedMap<String, String> files(String salt) {
        return new ProxyFiles().fixed(ProxyServer.DEFAULT, ProxySettings.of(OWNER, List.of(), AssignmentPolicy.perRequest(salt), "abc"));
    }

    @Test
    void everyContainerIsRestricted() {
        PodSpec pod = MANIFESTS.deployment(OWNER, files("s")).getSpec().getTemplate().getSpec();
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream()).map(Container::getSecurityContext))
                .hasSize(2).allSatisfy(context -> {
                    assertThat(context.getReadOnlyRootFilesystem()).isTrue();
                    assertThat(context.getAllowPrivilegeEscalation()).isFalse();
                    assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
                });
    }

    @Test
    void aPodMayFinishItsRequestsBeforeItIsKilled() {
        PodSpec pod = MANIFESTS.deployment(OWNER, files("s")).getSpec().getTemplate().getSpec();
        long needed = ManagedProxyConfig.DEFAULT.preStop().plus(ProxyServer.DEFAULT.shutdown()).toSeconds();
        assertThat(pod.getTerminationGracePeriodSeconds()).isGreaterThan(needed);
    }

    @Test
    void podsRollForAFixedFileOnly() {
        assertThat(hash(files("s"))).isEqualTo(hash(files("s"))).isNotEqualTo(hash(files("other")));
        assertThat(files("s")).doesNotContainKey(ProxyFiles.STATE);
    }

    private static String hash(SortedMap<String, String> files) {
        Deployment deployment = MANIFESTS.deployment(OWNER, files);
        return deployment.getSpec().getTemplate().getMetadata().getAnnotations().get(ProxyNames.CONFIG_HASH);
    }

    @Test
    void theDisruptionBudgetUsesTheVersionThatTheServerHas() {
        assertThat(MANIFESTS.disruptionBudget(OWNER, true).getApiVersion()).isEqualTo("policy/v1");
        assertThat(MANIFESTS.disruptionBudget(OWNER, false).getApiVersion()).isEqualTo("policy/v1beta1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"digits", "a.b", "0", "x-",
        "a-very-long-name-that-goes-on-and-on-and-on-and-on-until-it-is-longer-than-a-label-may-be.example.org"})
    void namesAndLabelsAreValidAndSelectOnlyTheOwnersProxies(String name) {
        RouteOwner owner = owner(name);
        assertThat(ProxyNames.object(owner)).matches("[a-z]([-a-z0-9]*[a-z0-9])?").hasSizeLessThanOrEqualTo(63);
        assertThat(ProxyNames.labels(owner).values()).allSatisfy(value -> assertThat(value)
                .matches("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]").hasSizeLessThanOrEqualTo(63));
        assertThat(ProxyNames.labels(owner)).containsAllEntriesOf(ProxyNames.selector(owner));
        assertThat(ProxyNames.object(owner)).isNotEqualTo(ProxyNames.object(owner(name + "1")));
    }

    @Test
    void namesThatOnlyDifferInWhatALabelCannotHoldStayApart() {
        assertThat(ProxyNames.object(owner("a.b"))).isNotEqualTo(ProxyNames.object(owner("a-b")));
        assertThat(ProxyNames.selectsProxies(ProxyNames.selector(OWNER))).isTrue();
        assertThat(ProxyNames.selectsProxies(Map.of("app", "x"))).isFalse();
    }
}
