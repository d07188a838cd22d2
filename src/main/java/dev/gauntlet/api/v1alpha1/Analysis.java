package dev.gauntlet.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/**
 * How the evidence is judged.
 *
 * @param method the statistical method
 * @param multipleTesting how the success metrics share alpha
 * @param errorRates the error rates of the experiment
 * @param clusterLabel label that carries a bounded hash bucket of the unit; required for a metric to decide when units
 *     are sticky
 * @param segmentLabels labels by whose values the effect is shown separately too
 * @param warmupSeconds observations this soon after a weight change are left out
 * @param groupSequential how GroupSequential spends alpha
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Analysis(
        @Default("ConfidenceSequence") Method method,
        @Default("Holm") MultipleTesting multipleTesting,
        ErrorRates errorRates,
        @Pattern(Patterns.LABEL_NAME) @Size(max = 128) String clusterLabel,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Size(max = 3) List<String> segmentLabels,
        @Default("0") @Min(0) @Max(86400) Integer warmupSeconds,
        GroupSequential groupSequential) {

    /** Applies the defaults. */
    public Analysis {
        method = method == null ? Method.ConfidenceSequence : method;
        multipleTesting = multipleTesting == null ? MultipleTesting.Holm : multipleTesting;
        errorRates = errorRates == null ? new ErrorRates(null, null, null, null) : errorRates;
        segmentLabels = segmentLabels == null ? List.of() : List.copyOf(segmentLabels);
        warmupSeconds = warmupSeconds == null ? 0 : warmupSeconds;
    }

    /** All defaults. */
    public static Analysis standard() {
        return new Analysis(null, null, null, null, null, null, null);
    }

    /** How GroupSequential spends alpha: as written, or its defaults. */
    public GroupSequential spendingPlan() {
        return groupSequential == null ? new GroupSequential(null, null, null) : groupSequential;
    }

    /** Statistical method of promotion. Harm is tested by confidence sequences under every method, because safety never waits. */
    public enum Method {
        /** Normal-mixture confidence sequence, valid at every look. */
        ConfidenceSequence,
        /** Planned looks with a spending function, the last at the deadline. */
        GroupSequential,
        /** One look, at the deadline; there is no second one. */
        FixedHorizon,
        /** Posterior probabilities at every look; states no frequency of wrong decisions. */
        Bayesian;

        /** Whether the times of the looks follow from the deadline, which then is frozen with the rest of the spec. */
        public boolean plansItsLooks() {
            return this == GroupSequential || this == FixedHorizon;
        }
    }

    /** How several success metrics share alpha. */
    public enum MultipleTesting {
        /** Holm's step-down procedure: no success metric falsely, with probability 1 - alpha. */
        Holm,
        /** Alpha divided by the number of success metrics and challengers: the same promise, less power. */
        Bonferroni,
        /** Benjamini-Hochberg: among those called superior, an expected share of at most alpha falsely. */
        BenjaminiHochberg,
        /** Each at full alpha. */
        None
    }

    /**
     * How alpha is spent over planned looks.
     *
     * @param spending the spending function
     * @param gamma shape of the Hwang-Shih-DeCani function: -4 spends like O'Brien-Fleming, 1 like Pocock
     * @param looks number of looks, evenly spread over the scheduled information, the last at the deadline
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record GroupSequential(
            @Default("OBrienFleming") Spending spending,
            @Pattern(Patterns.SIGNED_DECIMAL) @Size(max = 12) String gamma,
            @Default("5") @Min(1) @Max(100) Integer looks) {

        /** Applies the defaults. */
        public GroupSequential {
            spending = spending == null ? Spending.OBrienFleming : spending;
            looks = looks == null ? 5 : looks;
        }

        /** Spending function of Lan and DeMets. */
        public enum Spending {
            /** Very little early, nearly everything at the end. */
            OBrienFleming,
            /** About the same at every look. */
            Pocock,
            /** Between the two, by {@code gamma}; -4 unless said otherwise. */
            HwangShihDeCani
        }
    }

    /**
     * Error rates of the whole experiment.
     *
     * @param alpha two-sided probability of calling a success metric different when it is not
     * @param beta probability of missing the minimum detectable effect that the plan allows
     * @param deteriorationAlpha probability of rolling back a healthy challenger
     * @param sampleRatioAlpha probability of calling a sound split of the traffic mismatched
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ErrorRates(
            @Default("0.05") @Pattern(Patterns.PROBABILITY) @Size(max = 12) String alpha,
            @Default("0.2") @Pattern(Patterns.PROBABILITY) @Size(max = 12) String beta,
            @Default("0.01") @Pattern(Patterns.PROBABILITY) @Size(max = 12) String deteriorationAlpha,
            @Default("0.001") @Pattern(Patterns.PROBABILITY) @Size(max = 12) String sampleRatioAlpha) {

        /** Applies the defaults. */
        public ErrorRates {
            alpha = alpha == null ? "0.05" : alpha;
            beta = beta == null ? "0.2" : beta;
            deteriorationAlpha = deteriorationAlpha == null ? "0.01" : deteriorationAlpha;
            sampleRatioAlpha = sampleRatioAlpha == null ? "0.001" : sampleRatioAlpha;
        }
    }
}
