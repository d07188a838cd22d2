package dev.gauntlet.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.math.BigDecimal;
import java.util.List;

/**
 * What follows the decision to promote.
 *
 * @param strategy what is changed in the end
 * @param steps shares on the way to 100 percent; none by default, then the winner gets all traffic at once
 * @param bakeSeconds how long the winner serves everybody, with hard limits on and the champion ready, before the promotion counts
 * @param retireAfterSeconds how long the champion is kept warm after the promotion; a rollback can be asked for until then
 * @param retirement what happens to the champion's workload after that
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(value = "self.retirement != 'ScaleDown' || self.strategy == 'ShiftTraffic'",
        message = "retirement ScaleDown needs strategy ShiftTraffic; with the others the champion goes on serving")
@ValidationRule(value = "self.strategy != 'RecordOnly' || (!has(self.steps) || self.steps.size() == 0) && self.bakeSeconds == 0"
        + " && self.retireAfterSeconds == 0",
        message = "steps, bakeSeconds and retireAfterSeconds have no effect with strategy RecordOnly; remove them")
public record Promotion(
        @Default("ShiftTraffic") Strategy strategy,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Size(max = 8) List<RampStep> steps,
        @Default("0") @Min(0) @Max(2592000) Long bakeSeconds,
        @Default("0") @Min(0) @Max(31536000) Long retireAfterSeconds,
        @Default("KeepRunning") Retirement retirement) {

    /** Applies the defaults. */
    public Promotion {
        strategy = strategy == null ? Strategy.ShiftTraffic : strategy;
        steps = steps == null ? List.of() : List.copyOf(steps);
        bakeSeconds = bakeSeconds == null ? 0L : bakeSeconds;
        retireAfterSeconds = retireAfterSeconds == null ? 0L : retireAfterSeconds;
        retirement = retirement == null ? Retirement.KeepRunning : retirement;
    }

    /** All defaults. */
    public static Promotion standard() {
        return new Promotion(null, null, null, null, null);
    }

    /** What a promotion changes. */
    public enum Strategy {
        /** The winner's pods serve the Service or route from now on. */
        ShiftTraffic,
        /** The champion's workload gets the winner's pod template or model URI, then serves again. */
        PatchTarget,
        /** Nothing: the champion serves again, and the decision is told to whoever deploys. */
        RecordOnly
    }

    /** What happens to a champion that was replaced. */
    public enum Retirement {
        /** It goes on running; somebody else removes it. */
        KeepRunning,
        /** Its workload is scaled to zero. */
        ScaleDown
    }

    /**
     * A share on the way to all traffic.
     *
     * @param trafficPercent the winner's share
     * @param seconds how long it lasts
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RampStep(
            @Required @Pattern(Patterns.PERCENT) @Size(max = 6) String trafficPercent,
            @Required @Min(1) @Max(2592000) Long seconds) {

        /** The share as a number, 0 to 100. */
        public BigDecimal percent() {
            return new BigDecimal(trafficPercent);
        }
    }
}
