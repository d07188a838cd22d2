package dev.gauntlet;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;

/** The direction of the layers and the purity of those that are functions. */
@AnalyzeClasses(packages = "dev.gauntlet", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] PURE = {"dev.gauntlet.stats..", "dev.gauntlet.decision..", "dev.gauntlet.lifecycle..",
        "dev.gauntlet.reporting..", "dev.gauntlet.comparator.compare.."};

    @ArchTest
    static final ArchRule LAYERS_DEPEND_IN_ONE_DIRECTION = layeredArchitecture().consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("stats").definedBy("dev.gauntlet.stats..")
            .layer("api").definedBy("dev.gauntlet.api..")
            .layer("evidence").definedBy("dev.gauntlet.evidence..")
            .layer("decision").definedBy("dev.gauntlet.decision..")
            .layer("lifecycle").definedBy("dev.gauntlet.lifecycle..")
            .layer("routing").definedBy("dev.gauntlet.routing..")
            .layer("reporting").definedBy("dev.gauntlet.reporting..")
            .layer("comparator").definedBy("dev.gauntlet.comparator..")
            .layer("operator").definedBy("dev.gauntlet.operator..")
            .whereLayer("stats").mayNotAccessAnyLayer()
            .whereLayer("api").mayNotAccessAnyLayer()
            .whereLayer("evidence").mayOnlyAccessLayers("stats", "api")
            .whereLayer("decision").mayOnlyAccessLayers("stats", "api")
            .whereLayer("lifecycle").mayOnlyAccessLayers("decision", "api")
            .whereLayer("routing").mayOnlyAccessLayers("api")
            .whereLayer("reporting").mayOnlyAccessLayers("stats", "api", "decision", "lifecycle")
            .whereLayer("comparator").mayOnlyAccessLayers("api")
            .whereLayer("comparator").mayOnlyBeAccessedByLayers("operator")
            .whereLayer("operator").mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule EVERY_CLASS_BELONGS_TO_A_LAYER = classes().should().resideInAnyPackage("dev.gauntlet.stats..",
            "dev.gauntlet.api..", "dev.gauntlet.evidence..", "dev.gauntlet.decision..", "dev.gauntlet.lifecycle..",
            "dev.gauntlet.routing..", "dev.gauntlet.reporting..", "dev.gauntlet.comparator..", "dev.gauntlet.operator..");

    @ArchTest
    static final ArchRule THE_OPERATOR_RUNS_THE_COMPARATOR_IN_ITS_OWN_PROCESS = noClasses().that()
            .resideInAPackage("dev.gauntlet.operator..").and().resideOutsideOfPackage("dev.gauntlet.operator.shadow..")
            .and().doNotHaveFullyQualifiedName("dev.gauntlet.operator.Main")
            .should().dependOnClassesThat().resideInAPackage("dev.gauntlet.comparator..");

    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CYCLE = slices().matching("dev.gauntlet.(**)").should().beFreeOfCycles()
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule STATISTICS_NEED_NOTHING_BUT_MATHEMATICS = classes().that().resideInAPackage("dev.gauntlet.stats..")
            .should().onlyDependOnClassesThat().resideInAnyPackage("dev.gauntlet.stats..", "java.lang..", "java.util..",
                    "org.apache.commons.math3..", "org.apache.commons.statistics..", "org.apache.commons.numbers..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule PURE_LAYERS_KNOW_NO_KUBERNETES_BUT_THE_CONDITION = noClasses().that().resideInAnyPackage(PURE)
            .should().dependOnClassesThat(resideInAnyPackage("io.fabric8..", "io.javaoperatorsdk..", "io.quarkiverse..")
                    .and(not(belongToAnyOf(Condition.class, ConditionBuilder.class)))
                    .and(not(nameMatching("io\\.fabric8\\.kubernetes\\.api\\.model\\.ConditionFluent.*"))))
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule PURE_LAYERS_DO_NO_INPUT_OR_OUTPUT = noClasses().that().resideInAnyPackage(PURE)
            .should().dependOnClassesThat().resideInAnyPackage("java.io..", "java.nio.file..", "java.nio.channels..", "java.net..",
                    "java.sql..", "java.util.logging..", "java.util.concurrent..", "org.slf4j..", "org.jboss.logging..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule PURE_LAYERS_PRINT_NOTHING = noClasses().that().resideInAnyPackage(PURE)
            .should().accessField(System.class, "out").orShould().accessField(System.class, "err")
            .orShould().callMethod(System.class, "getenv", String.class)
            .orShould().callMethod(System.class, "getProperty", String.class)
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule TIME_IS_PASSED_IN = noClasses().that().resideOutsideOfPackage("dev.gauntlet.operator..")
            .should().callMethod(Clock.class, "systemUTC")
            .orShould().callMethod(Clock.class, "systemDefaultZone")
            .orShould().callMethod(Instant.class, "now")
            .orShould().callMethod(LocalDate.class, "now")
            .orShould().callMethod(LocalDateTime.class, "now")
            .orShould().callMethod(OffsetDateTime.class, "now")
            .orShould().callMethod(ZonedDateTime.class, "now")
            .orShould().callMethod(System.class, "currentTimeMillis")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule PURE_LAYERS_READ_NO_CLOCK = noClasses().that().resideInAnyPackage(PURE)
            .should().dependOnClassesThat().areAssignableTo(Clock.class)
            .orShould().callMethod(System.class, "nanoTime")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule ONLY_THE_OPERATOR_WIRES = noClasses().that().resideOutsideOfPackage("dev.gauntlet.operator..")
            .should().dependOnClassesThat(resideInAnyPackage("jakarta.inject..", "jakarta.enterprise..", "io.quarkus..",
                    "io.quarkiverse..", "io.smallrye..", "io.javaoperatorsdk..")
                    // Qute is a template library that works without the Quarkus runtime.
                    .and(not(resideInAnyPackage("io.quarkus.qute.."))))
            .allowEmptyShould(true);
}
