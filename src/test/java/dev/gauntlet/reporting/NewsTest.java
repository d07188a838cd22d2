package dev.gauntlet.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.RequestStatus;
import dev.gauntlet.reporting.News.Cause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NewsTest {

    private static final RequestStatus ANSWER = new RequestStatus("retry", "again", 1, "kim", "2026-11-02T09:00:00Z", true, "run again");
    private static final News FULL =
            new News(Optional.of(new Cause("Some", "reason")), List.of(ANSWER), Map.of("candidate", "digits:2"), Optional.of("digits-run-1"));

    @Test
    void eachPartIsReplacedAlone() {
        assertThat(FULL.withHandled(List.of())).isEqualTo(new News(FULL.cause(), List.of(), FULL.models(), FULL.report()));
        assertThat(FULL.withModels(Map.of())).isEqualTo(new News(FULL.cause(), FULL.handled(), Map.of(), FULL.report()));
        assertThat(FULL.because("Other", "words"))
                .isEqualTo(new News(Optional.of(new Cause("Other", "words")), FULL.handled(), FULL.models(), FULL.report()));
    }

    @Test
    void aCauseAloneIsToldWithNothingElse() {
        assertThat(News.of("Some", "reason")).isEqualTo(News.NONE.because("Some", "reason"));
        assertThat(News.NONE).isEqualTo(new News(Optional.empty(), List.of(), Map.of(), Optional.empty()));
    }

    @Test
    void laterChangesOfTheCollectionsDoNotReachIt() {
        List<RequestStatus> handled = new ArrayList<>(List.of(ANSWER));
        Map<String, String> models = new HashMap<>(Map.of("candidate", "digits:2"));
        News news = News.NONE.withHandled(handled).withModels(models);

        handled.clear();
        models.clear();

        assertThat(news.handled()).containsExactly(ANSWER);
        assertThat(news.models()).containsEntry("candidate", "digits:2");
    }
}
