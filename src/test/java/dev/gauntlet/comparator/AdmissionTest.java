package dev.gauntlet.comparator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.Comparison;
import io.vertx.core.MultiMap;
import java.net.URI;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdmissionTest {

    private static Admission admission(int concurrent) {
        URI model = URI.create("http://model:80");
        return new Admission(new ComparatorConfig("shop/recommender", new ComparatorConfig.Model("v1", model, new TreeMap<>()),
                List.of(new ComparatorConfig.Challenger("v2", model, 0, new TreeMap<>())),
                new Comparison(null, null, null, null, null, null, null, 1000, null), null, 0, concurrent, null, null, null, null));
    }

    private static long entered(Admission admission, int copies) {
        return IntStream.range(0, copies)
                .filter(i -> admission.enter("POST", "/", MultiMap.caseInsensitiveMultiMap()).isEmpty()).count();
    }

    @Test
    void aPlaceThatIsLeftIsTakenByTheNext() {
        Admission admission = admission(1);

        assertThat(entered(admission, 5)).isEqualTo(1);
        admission.leave();
        assertThat(entered(admission, 5)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"POST, http://elsewhere/, Target", "GET, *, Target", "GET, elsewhere:80, Target", "CONNECT, elsewhere:443, Method",
        "PATCH, /, Method"})
    void takesCopiesForTheModelsOnlyAndOfMethodsThatMayBeRepeated(String method, String target, DropReason reason) {
        assertThat(admission(1).enter(method, target, MultiMap.caseInsensitiveMultiMap())).contains(reason);
    }
}
