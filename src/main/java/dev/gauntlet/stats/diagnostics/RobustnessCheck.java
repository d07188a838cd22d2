package dev.gauntlet.stats.diagnostics;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.ArmSums;
import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.ProportionStratum;
import dev.gauntlet.stats.SumsStratum;
import dev.gauntlet.stats.TwoArmCounts;
import dev.gauntlet.stats.TwoArmSums;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The difference of the primary metric under other methods, side by side with the interval that decides. The others are for one
 * look: they show whether the decision hangs on its method, they do not decide.
 *
 * @param deciding the interval of the difference that decides
 * @param results one for each method that the data allow
 */
public record RobustnessCheck(Interval deciding, List<MethodResult> results) {

    /** Copies the results. */
    public RobustnessCheck {
        results = List.copyOf(results);
    }

    /**
     * Of a mean, ratio or event rate.
     *
     * @param strata stretches of constant traffic weights, with clusters when units are sticky
     * @param blocks the same data by time, for instance by hour
     * @param model kind of metric
     * @param deciding the interval of the difference that decides; its level is that of all intervals
     */
    public static RobustnessCheck of(
            List<SumsStratum> strata, List<TimeBlock> blocks, ObservationModel model, Interval deciding) {
        double alpha = Arguments.between("alpha", 1 - deciding.level(), 0, 1);
        List<SumsStratum> used = strata.stream().filter(stratum -> stratum.totals().isComparable()).toList();
        StratifiedComparison stratified = new StratifiedComparison(used, model, alpha);
        BlockComparison blocked = new BlockComparison(blocks, alpha);
        List<Optional<MethodResult>> results = List.of(
                stratified.pooled(),
                stratified.mantelHaenszel(),
                stratified.inverseVariance(),
                stratified.unitClusters(),
                blocked.spread(),
                blocked.median());
        return new RobustnessCheck(deciding, results.stream().flatMap(Optional::stream).toList());
    }

    /** Of a proportion; otherwise as {@link #of}. */
    public static RobustnessCheck ofProportion(List<ProportionStratum> strata, List<TimeBlock> blocks, Interval deciding) {
        return of(strata.stream().map(RobustnessCheck::sums).toList(), blocks, ObservationModel.PROPORTION, deciding);
    }

    /**
     * The check in words; flagged when a method contradicts a decision that the interval supports. Being significant before the
     * deciding interval is no contradiction.
     */
    public Diagnostic diagnostic() {
        List<MethodResult> contradicting = results.stream().filter(result -> result.contradicts(deciding)).toList();
        String sentence = contradicting.isEmpty()
                ? agreement()
                : "The result depends on the method: "
                        + contradicting.stream().map(this::contradiction).collect(Collectors.joining("; ")) + ".";
        return new Diagnostic(Diagnostic.Name.ROBUSTNESS, !contradicting.isEmpty(), sentence);
    }

    private String agreement() {
        if (results.isEmpty()) {
            return "No other method applies to these data.";
        }
        List<MethodResult> earlier = results.stream()
                .filter(result -> result.against(deciding) == MethodResult.Agreement.EARLIER).toList();
        return earlier.isEmpty()
                ? "No other method contradicts (" + results.size() + " were tried)."
                : "No other method contradicts; for a single look "
                        + earlier.stream().map(result -> result.method().description()).collect(Collectors.joining(", "))
                        + " would already show a difference, which proves nothing while the run is watched.";
    }

    private String contradiction(MethodResult result) {
        return result.method().description() + " finds " + Figures.number(result.effect())
                + " (" + Figures.pValue(result.pValue()) + "), "
                + (result.against(deciding) == MethodResult.Agreement.OPPOSITE ? "the opposite" : "no difference")
                + ", but " + result.method().caveat();
    }

    private static SumsStratum sums(ProportionStratum stratum) {
        TreeMap<String, TwoArmSums> clusters = new TreeMap<>();
        stratum.clusters().forEach((name, counts) -> clusters.put(name, sums(counts)));
        return new SumsStratum(sums(stratum.totals()), clusters);
    }

    private static TwoArmSums sums(TwoArmCounts counts) {
        return new TwoArmSums(sums(counts.challenger()), sums(counts.champion()));
    }

    private static ArmSums sums(BinomialCounts counts) {
        return ArmSums.of(counts.trials(), counts.successes());
    }
}
