package dev.gauntlet.stats;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gauntlet.stats.diagnostics.ArmDispersion;
import dev.gauntlet.stats.diagnostics.BlockDifference;
import dev.gauntlet.stats.diagnostics.ObservationModel;
import dev.gauntlet.stats.diagnostics.Overdispersion;
import dev.gauntlet.stats.diagnostics.TimeBlock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OverdispersionOracleTest {

    static List<Oracles.Case> cases() {
        return Oracles.of("overdispersion").cases();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void dispersionAndVariancesFromTimeBinsAgree(Oracles.Case c) {
        List<TimeBlock> blocks = new ArrayList<>();
        for (JsonNode bin : c.input().get("bins")) {
            blocks.add(new TimeBlock(blocks.size(), new TwoArmSums(
                    ArmSums.of(bin.get("treatmentN").asDouble(), bin.get("treatmentSuccesses").asDouble()),
                    ArmSums.of(bin.get("controlN").asDouble(), bin.get("controlSuccesses").asDouble()))));
        }
        Overdispersion spread = Overdispersion.of(blocks, ObservationModel.PROPORTION).orElseThrow();
        BlockDifference difference = BlockDifference.of(blocks).orElseThrow();
        ComparedFields fields = new ComparedFields(c)
                .matches("commonPearsonDispersion", spread.commonPearsonDispersion())
                .matches("mhDifference", difference.difference())
                .matches("modelSe", spread.modelStandardError())
                .matches("robustSeHC0", difference.standardErrorHc0())
                .matches("robustSeHC1", difference.standardErrorHc1())
                .matches("neweyWestSeLag2", difference.neweyWestStandardError(2))
                .matches("neweyWestSeLag5", difference.neweyWestStandardError(5))
                .matches("betweenBinDispersionOfDifference", spread.ofDifference())
                .matches("dispersionScaledSe", spread.scaledStandardError());
        compareArm(fields, "treatment.", spread.challenger());
        compareArm(fields, "control.", spread.champion());
        fields.andNothingElse();
    }

    private static void compareArm(ComparedFields fields, String prefix, ArmDispersion arm) {
        fields.matches(prefix + "rate", arm.level())
                .matches(prefix + "pearsonDispersion", arm.pearsonDispersion())
                .matches(prefix + "binomialSe", arm.modelStandardError())
                .matches(prefix + "clusterRobustSe", arm.clusterStandardError())
                .matches(prefix + "designEffect", arm.designEffect())
                .matches(prefix + "intraBinCorrelation", arm.correlation());
    }
}
