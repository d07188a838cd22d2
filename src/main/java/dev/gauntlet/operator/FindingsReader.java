package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.EffectSize;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.decision.EffectInterval;
import dev.gauntlet.decision.Findings;
import dev.gauntlet.decision.Findings.AlternativeMethod;
import dev.gauntlet.decision.Findings.Finding;
import dev.gauntlet.decision.MetricAssessment;
import dev.gauntlet.decision.MetricData;
import dev.gauntlet.decision.PlanForecaster;
import dev.gauntlet.decision.SampleRatio;
import dev.gauntlet.decision.SegmentAssessor;
import dev.gauntlet.evidence.Epoch;
import dev.gauntlet.evidence.Evidence;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.SumsStratum;
import dev.gauntlet.stats.TwoArmSums;
import dev.gauntlet.stats.diagnostics.DayOfWeekCoverage;
import dev.gauntlet.stats.diagnostics.Diagnostic;
import dev.gauntlet.stats.diagnostics.EffectTrend;
import dev.gauntlet.stats.diagnostics.GroupComparison;
import dev.gauntlet.stats.diagnostics.GroupEffect;
import dev.gauntlet.stats.diagnostics.MethodResult;
import dev.gauntlet.stats.diagnostics.ObservationModel;
import dev.gauntlet.stats.diagnostics.Overdispersion;
import dev.gauntlet.stats.diagnostics.RobustnessCheck;
import dev.gauntlet.stats.diagnostics.SerialCorrelation;
import dev.gauntlet.stats.diagnostics.TimeBlock;
import dev.gauntlet.stats.diagnostics.TimedEffect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Finds out what stands beside the verdicts: diagnostics, other methods, segments and the forecast. None of it decides. */
final class FindingsReader {

    /** Diagnostics warn; a rarer false alarm than the decision's own keeps them worth reading. */
    private static final double ALPHA = 0.01;
    /** Days of the week matter to an experiment that sees several of them. */
    private static final Duration A_DAY = Duration.ofDays(1);

    private final ModelExperimentSpec spec;
    private final Evidence evidence;
    private final MetricDataReader reader;

    FindingsReader(ModelExperimentSpec spec, Evidence evidence, MetricDataReader reader) {
        this.spec = spec;
        this.evidence = evidence;
        this.reader = reader;
    }

    /**
     * Everything that stands beside the assessments.
     *
     * @param metrics the assessments
     * @param sampleRatio whether the shares are the configured ones
     * @param schedule share of the schedule that has passed; empty without a deadline
     */
    Findings read(List<MetricAssessment> metrics, SampleRatio sampleRatio, OptionalDouble schedule) {
        Metric primary = spec.primaryMetric();
        List<Finding> findings = new ArrayList<>();
        if (sampleRatio != SampleRatio.UNKNOWN) {
            findings.add(new Finding(name(Diagnostic.Name.SAMPLE_RATIO), "", "", sampleRatio.mismatch(), sampleRatio.message()));
        }
        weekdays().ifPresent(found -> findings.add(finding(found, "", "")));
        List<AlternativeMethod> alternatives = new ArrayList<>();
        for (MetricAssessment metric : metrics) {
            if (metric.metric().equals(primary.name()) && !evidence.inShadow()) {
                timeDiagnostics(primary, metric.challenger())
                        .forEach(found -> findings.add(finding(found, primary.name(), metric.challenger())));
                robustness(primary, metric).ifPresent(check -> {
                    check.results().forEach(result -> alternatives.add(alternative(metric, check.deciding(), result)));
                    findings.add(finding(check.diagnostic(), primary.name(), metric.challenger()));
                });
            }
        }
        return new Findings(alternatives, findings,
                new SegmentAssessor(spec, evidence.inShadow())
                        .assess((metric, challenger) -> evidence.segmentSums(metric, challenger, spec.champion().name())),
                List.of(),
                metrics.stream().filter(m -> m.metric().equals(primary.name())).findFirst()
                        .flatMap(assessed -> PlanForecaster.forecast(spec, assessed, schedule)));
    }

    private Optional<Diagnostic> weekdays() {
        List<Epoch> epochs = evidence.ledger().traffic().epochs();
        if (epochs.isEmpty()) {
            return Optional.empty();
        }
        long start = epochs.get(0).start().getEpochSecond();
        long end = evidence.ledger().dataUntil().getEpochSecond();
        return end - start < A_DAY.toSeconds() ? Optional.empty() : Optional.of(DayOfWeekCoverage.of(start, end, 0).diagnostic());
    }

    private List<Diagnostic> timeDiagnostics(Metric metric, String challenger) {
        Optional<ObservationModel> model = model(metric);
        if (model.isEmpty() || reader.read(metric, challenger) instanceof MetricData.Unusable) {
            return List.of();
        }
        List<TimeBlock> blocks = blocks(metric, challenger);
        List<Diagnostic> found = new ArrayList<>();
        Optional<Overdispersion> dispersion = Overdispersion.of(blocks, model.get());
        dispersion.ifPresent(d -> found.add(d.diagnostic(ALPHA)));
        SerialCorrelation.of(blocks).ifPresent(s -> found.add(s.diagnostic()));
        double factor = Math.max(1, dispersion.map(Overdispersion::commonPearsonDispersion).orElse(1.0));
        EffectTrend.of(TimedEffect.ofBlocks(blocks, model.get(), factor)).ifPresent(trend -> found.add(trend.diagnostic(ALPHA)));
        List<GroupEffect> steps = new ArrayList<>();
        List<SumsStratum> strata = evidence.sumsStrata(metric.name(), challenger, spec.champion().name()).orElse(List.of());
        for (int i = 0; i < strata.size() && strata.stream().allMatch(stratum -> isPossible(metric, stratum.totals())); i++) {
            GroupEffect.of("epoch " + (i + 1), strata.get(i).totals(), model.get(), factor).ifPresent(steps::add);
        }
        GroupComparison.of(steps).ifPresent(comparison -> found.add(comparison.strata(ALPHA)));
        return found;
    }

    private Optional<RobustnessCheck> robustness(Metric metric, MetricAssessment assessment) {
        Optional<ObservationModel> model = model(metric);
        if (model.isEmpty() || assessment.absolute().isEmpty()) {
            return Optional.empty();
        }
        EffectInterval interval = assessment.absolute().get();
        Interval deciding = new Interval(interval.lower(), interval.upper(), assessment.level());
        List<TimeBlock> blocks = blocks(metric, assessment.challenger());
        MetricData data = reader.read(metric, assessment.challenger());
        if (data instanceof MetricData.Proportions proportions) {
            return Optional.of(RobustnessCheck.ofProportion(proportions.strata(), blocks, deciding));
        }
        return data instanceof MetricData.Sums sums
                ? Optional.of(RobustnessCheck.of(sums.strata(), blocks, model.get(), deciding)) : Optional.empty();
    }

    /** Blocks in which the weights changed are left out: within them the two variants saw different times. */
    private List<TimeBlock> blocks(Metric metric, String challenger) {
        Map<Long, List<dev.gauntlet.evidence.TimeBlock>> byIndex = evidence.timeBlocks(metric.name(), challenger, spec.champion().name())
                .stream().collect(Collectors.groupingBy(block -> block.start().toEpochMilli() / block.length().toMillis()));
        return byIndex.entrySet().stream().filter(entry -> entry.getValue().size() == 1)
                .filter(entry -> isPossible(metric, entry.getValue().get(0).sums())).sorted(Map.Entry.comparingByKey())
                .map(entry -> new TimeBlock(entry.getKey(), entry.getValue().get(0).sums())).toList();
    }

    /** In a short block a success can be scraped before its trial; as a share that is no number. */
    private static boolean isPossible(Metric metric, TwoArmSums sums) {
        return metric.type() != Metric.Type.Proportion || sums.challenger().numerator() <= sums.challenger().denominator()
                && sums.champion().numerator() <= sums.champion().denominator();
    }

    private static Optional<ObservationModel> model(Metric metric) {
        return switch (metric.type()) {
            case Proportion -> Optional.of(ObservationModel.PROPORTION);
            case Mean -> Optional.of(ObservationModel.MEAN);
            case Count -> Optional.of(ObservationModel.EVENT_RATE);
            case Ratio -> Optional.of(ObservationModel.RATIO);
            case Quantile, Drift, Gauge -> Optional.empty();
        };
    }

    private static AlternativeMethod alternative(MetricAssessment metric, Interval deciding, MethodResult result) {
        return new AlternativeMethod(metric.metric(), metric.challenger(), camelCase(result.method().name()), EffectSize.Type.Absolute,
                new EffectInterval(result.effect(), result.lower(), result.upper()), result.pValue(), !result.contradicts(deciding));
    }

    private static Finding finding(Diagnostic found, String metric, String challenger) {
        return new Finding(name(found.name()), metric, challenger, found.flagged(), found.sentence());
    }

    private static String name(Diagnostic.Name name) {
        return camelCase(name.name());
    }

    /** Names in status are CamelCase, as all names that people may filter by. */
    private static String camelCase(String constant) {
        StringBuilder name = new StringBuilder();
        for (String word : constant.split("_")) {
            name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return name.toString();
    }
}
