package dev.gauntlet.stats.fixed;

import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.Oracles;
import dev.gauntlet.stats.TwoArmCounts;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TwoProportionOracleTest {

    static List<Oracles.Case> cases() {
        return Oracles.of("two-proportion").cases();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyTestAndIntervalAgrees(Oracles.Case c) {
        TwoArmCounts counts = counts(c);
        double level = c.in("confidence");
        c.expected().fieldNames().forEachRemaining(field -> {
            switch (field) {
                case "difference" -> c.matches(field, ProportionDifference.estimate(counts));
                case "diffWald" -> c.matches(field, ProportionDifference.wald(counts, level));
                case "diffAgrestiCaffo" -> c.matches(field, ProportionDifference.agrestiCaffo(counts, level));
                case "diffNewcombe" -> c.matches(field, ProportionDifference.newcombe(counts, level));
                case "diffMiettinenNurminen" -> c.matches(field, ProportionDifference.miettinenNurminen(counts, level));
                case "zPooled" -> c.matches(field, ProportionDifference.pooledZ(counts));
                case "zUnpooled" -> c.matches(field, ProportionDifference.unpooledZ(counts));
                case "zPooledContinuityCorrected" -> c.matches(field, ProportionDifference.continuityCorrectedZ(counts));
                case "chiSquare" -> c.matches(field, map(ProportionDifference.pooledZ(counts), z -> z * z));
                case "pTwoSidedPooled" -> c.matches(field,
                        map(ProportionDifference.pooledZ(counts), z -> PValue.twoSidedNormal(z).value()));
                case "pTreatmentGreaterPooled" -> c.matches(field,
                        map(ProportionDifference.pooledZ(counts), z -> PValue.aboveNormal(z).value()));
                case "pTreatmentLessPooled" -> c.matches(field,
                        map(ProportionDifference.pooledZ(counts), z -> PValue.belowNormal(z).value()));
                case "pTwoSidedUnpooled" -> c.matches(field,
                        map(ProportionDifference.unpooledZ(counts), z -> PValue.twoSidedNormal(z).value()));
                case "riskRatio" -> c.matches(field, ProportionRatio.estimate(counts));
                case "riskRatioKatzLog" -> c.matches(field, ProportionRatio.katzLog(counts, level));
                case "riskRatioScore" -> c.matches(field, ProportionRatio.score(counts, level));
                case "lift" -> c.matches(field, ProportionRatio.lift(counts));
                case "liftKatzLog" -> c.matches(field, lift(ProportionRatio.katzLog(counts, level)));
                case "liftDeltaSe" -> c.matches(field, ProportionRatio.liftStandardError(counts));
                case "oddsRatio" -> c.matches(field, ProportionRatio.odds(counts));
                case "oddsRatioWaldLog" -> c.matches(field, ProportionRatio.oddsWaldLog(counts, level));
                case "pFisherTwoSided" -> c.matches(field, ExactTest.ofEqualRates(counts).twoSided().value());
                default -> throw new AssertionError("nobody computes " + field);
            }
        });
        c.isWhollyCompared();
    }

    private static Optional<Interval> lift(Optional<Interval> ratio) {
        return ratio.map(ProportionRatio::toLift);
    }

    private static OptionalDouble map(OptionalDouble value, DoubleUnaryOperator function) {
        return value.isPresent() ? OptionalDouble.of(function.applyAsDouble(value.getAsDouble())) : value;
    }

    private static TwoArmCounts counts(Oracles.Case c) {
        return new TwoArmCounts(
                new BinomialCounts((long) c.in("treatmentN"), (long) c.in("treatmentSuccesses")),
                new BinomialCounts((long) c.in("controlN"), (long) c.in("controlSuccesses")));
    }
}
