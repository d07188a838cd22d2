package dev.gauntlet.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/**
 * What follows from the evidence.
 *
 * @param policy when the challenger is promoted
 * @param onDeterioration what proven harm does
 * @param onSampleRatioMismatch what a split that is not the configured one does
 * @param onNoData what missing data do
 * @param onDeadline what an undecided end does
 * @param onSegmentDeterioration what proven harm in one segment does
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DecisionPolicy(
        @Default("SuperiorAndNonInferior") Policy policy,
        @Default("Rollback") OnDeterioration onDeterioration,
        @Default("Hold") OnSampleRatioMismatch onSampleRatioMismatch,
        OnNoData onNoData,
        @Default("KeepChampion") OnDeadline onDeadline,
        @Default("Report") OnSegmentDeterioration onSegmentDeterioration) {

    /** Applies the defaults. */
    public DecisionPolicy {
        policy = policy == null ? Policy.SuperiorAndNonInferior : policy;
        onDeterioration = onDeterioration == null ? OnDeterioration.Rollback : onDeterioration;
        onSampleRatioMismatch = onSampleRatioMismatch == null ? OnSampleRatioMismatch.Hold : onSampleRatioMismatch;
        onNoData = onNoData == null ? new OnNoData(null, null) : onNoData;
        onDeadline = onDeadline == null ? OnDeadline.KeepChampion : onDeadline;
        onSegmentDeterioration = onSegmentDeterioration == null ? OnSegmentDeterioration.Report : onSegmentDeterioration;
    }

    /** All defaults. */
    public static DecisionPolicy standard() {
        return new DecisionPolicy(null, null, null, null, null, null);
    }

    /** When the challenger is promoted. */
    public enum Policy {
        /** At least one success metric superior and every guardrail non-inferior. */
        SuperiorAndNonInferior,
        /** Every success metric and every guardrail non-inferior; success metrics need a nonInferiorityMargin. */
        NonInferior,
        /** Minimum time and samples are there and no metric is proven worse: says that no harm was found, not that there is none. */
        DoNoHarm
    }

    /** What proven harm in one segment does. */
    public enum OnSegmentDeterioration {
        /** It is named in status. */
        Report,
        /** It is named, and nobody is promoted while it stands. */
        BlockPromotion
    }

    /** What proven harm does. */
    public enum OnDeterioration {
        /** Champion back at 100%. */
        Rollback,
        /** Weights stay and nothing is promoted. */
        Hold
    }

    /** What a sample ratio mismatch does; it never promotes, unless it only warns. */
    public enum OnSampleRatioMismatch {
        /** Weights stay and nothing is promoted. */
        Hold,
        /** Champion back at 100%. */
        Rollback,
        /** Only shown. */
        Warn
    }

    /** What an undecided end does. */
    public enum OnDeadline {
        /** The champion stays and the experiment ends. */
        KeepChampion,
        /** Weights stay until somebody decides. */
        Hold
    }

    /**
     * What missing data do.
     *
     * @param action applied once data have been missing for {@code timeoutSeconds}; until then weights hold
     * @param timeoutSeconds patience in seconds
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record OnNoData(
            @Default("Hold") Action action,
            @Default("3600") @Min(1) @Max(2592000) Integer timeoutSeconds) {

        /** Applies the defaults. */
        public OnNoData {
            action = action == null ? Action.Hold : action;
            timeoutSeconds = timeoutSeconds == null ? 3600 : timeoutSeconds;
        }

        /** Reaction to a long silence. */
        public enum Action {
            /** Weights stay. */
            Hold,
            /** Champion back at 100%. */
            Rollback
        }
    }
}
