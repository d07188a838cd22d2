package dev.gauntlet.routing.managedproxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServicePatchTest {

    private static final Service SERVICE = new ServiceBuilder().withNewMetadata().withName("web").withResourceVersion("42")
            .addToAnnotations("a/b", "1").endMetadata().withNewSpec().addToSelector("app", "x")
            .addNewPort().withPort(80).withTargetPort(new IntOrString("http")).endPort()
            .addNewPort().withPort(81).endPort().endSpec().build();

    @Test
    void aPatchTestsTheVersionFirstAndChangesOnlyWhatItIsAbout() throws Exception {
        ServiceRoute route = ServiceRoute.allPorts(SERVICE, Map.of("app", "proxy"), new IntOrString(8080));
        JsonNode patch = new ObjectMapper().readTree(new ServicePatch(SERVICE).lead(route).annotate("c", "2").toJson());
        assertThat(patch).isEqualTo(new ObjectMapper().readTree("""
                [{"op":"test","path":"/metadata/resourceVersion","value":"42"},
                 {"op":"add","path":"/spec/selector","value":{"app":"proxy"}},
                 {"op":"add","path":"/spec/ports/0/targetPort","value":8080},
                 {"op":"add","path":"/spec/ports/1/targetPort","value":8080},
                 {"op":"add","path":"/metadata/annotations","value":{"a/b":"1","c":"2"}}]
                """));
    }

    @Test
    void aRouteIsWrittenAndReadAlikeAndAPortWithoutTargetMeansItsOwnNumber() {
        ServiceRoute route = ServiceRoute.of(SERVICE);
        assertThat(route.targetPorts()).isEqualTo(Map.of("TCP/80", "http", "TCP/81", "81"));
        assertThat(ServiceRoute.fromJson(route.toJson())).contains(route);
        assertThat(route.targetOf(SERVICE.getSpec().getPorts().get(0))).contains(new IntOrString("http"));
        assertThat(route.targetOf(SERVICE.getSpec().getPorts().get(1))).contains(new IntOrString(81));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "{", "{}", "null", "[]", "{\"selector\":{}}", "{\"selector\":{\"a\":\"b\"},\"targetPorts\":null}"})
    void aNoteThatIsNoRouteCountsAsNone(String text) {
        assertThat(ServiceRoute.fromJson(text)).isEqualTo(Optional.empty());
    }
}
