package dev.gauntlet.evidence;

import dev.gauntlet.evidence.prometheus.Selector;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Sums of a mean's values x and of a covariate c that was known before the treatment (CUPED, Deng, Xu, Kohavi, Walker 2013), of
 * one variant in one traffic epoch.
 *
 * @param epoch the epoch's generation
 * @param count number of values
 * @param sum the sum of x
 * @param sumOfSquares the sum of x squared
 * @param covariateSum the sum of c
 * @param covariateSumOfSquares the sum of c squared
 * @param product the sum of c times x
 */
public record CovariateSums(int epoch, double count, double sum, double sumOfSquares, double covariateSum,
        double covariateSumOfSquares, double product) {

    /** The sums of a metric's analysed epochs; one in which nothing was counted or whose sums contradict each other is left out. */
    static List<CovariateSums> of(MetricSpec metric, Ledger ledger, String champion, String variant) {
        List<CovariateSums> all = new ArrayList<>();
        if (metric.source() instanceof MetricSource.Mean mean && mean.sumOfSquares().isPresent() && mean.covariate().isPresent()) {
            MetricSource.Covariate covariate = mean.covariate().get();
            for (Epoch epoch : ledger.traffic().analysed(champion)) {
                Totals totals = new Totals(ledger, metric, variant, epoch.generation());
                ExactSums values = new ExactSums(totals.of(mean.count()), totals.of(mean.sum()),
                        mean.sumOfSquares().map(totals::of));
                ExactSums covariates = new ExactSums(values.denominator(), totals.of(covariate.sum()),
                        Optional.of(totals.of(covariate.sumOfSquares())));
                if (values.denominator().signum() > 0 && values.isConsistent() && covariates.isConsistent()) {
                    all.add(new CovariateSums(epoch.generation(), values.denominator().doubleValue(),
                            values.numerator().doubleValue(),
                            values.sumOfSquares().orElseThrow().doubleValue(), covariates.numerator().doubleValue(),
                            covariates.sumOfSquares().orElseThrow().doubleValue(), totals.of(covariate.product()).doubleValue()));
                }
            }
        }
        return all;
    }

    private record Totals(Ledger ledger, MetricSpec metric, String variant, int epoch) {
        private BigDecimal of(Selector counter) {
            return FiledRows.number(FiledRows.total(FiledRows.row(ledger.filed(), metric.arm(counter, variant), epoch)).orElse(null));
        }
    }
}
