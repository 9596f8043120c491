package io.nearside.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom in {@code bench}. */
@AnalyzeClasses(packages = "io.nearside.bench", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule packagesKnowOnlyWhatComesBeforeThem = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("demo")
            .definedBy("io.nearside.bench")
            .layer("report")
            .definedBy("io.nearside.bench.report")
            .layer("experiment")
            .definedBy("io.nearside.bench.experiment")
            .layer("attack")
            .definedBy("io.nearside.bench.attack..")
            .layer("clients")
            .definedBy("io.nearside.bench.clients")
            .layer("logins")
            .definedBy("io.nearside.bench.logins")
            .layer("protocol")
            .definedBy("io.nearside.bench.protocol")
            .layer("stage")
            .definedBy("io.nearside.bench.stage")
            .layer("wan")
            .definedBy("io.nearside.bench.wan")
            .whereLayer("demo")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("attack")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("clients")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("logins")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("protocol")
            .mayOnlyBeAccessedByLayers("clients", "logins")
            .whereLayer("report")
            .mayOnlyBeAccessedByLayers("demo")
            .whereLayer("experiment")
            .mayOnlyBeAccessedByLayers("demo", "report")
            .whereLayer("wan")
            .mayOnlyBeAccessedByLayers("stage");

    @ArchTest
    static final ArchRule delayLinesAreNothingOfNearside = classes()
            .that()
            .resideInAPackage("io.nearside.bench.wan")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.slf4j..", "org.jspecify..", "io.nearside.bench.wan");

    /** What was said and what was true are worked out without a server. */
    @ArchTest
    static final ArchRule grammarAndLedgerAreAlone = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.nearside.bench.attack.grammar..",
                    "io.nearside.bench.attack.ledger..",
                    "io.nearside.bench.attack.shrink..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "io.nearside.bench.attack", "io.nearside.bench.stage..");

    /** The demo meets its nodes as applications and operators do: over their ports. Only microbenchmarks and fuzzing look inside. */
    @ArchTest
    static final ArchRule nodesAreProcesses = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.nearside.bench.stage.NodeHost")
            .and()
            .resideOutsideOfPackages("io.nearside.bench.micro..", "io.nearside.bench.fuzz..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.nearside.node..", "io.nearside.proxy..", "io.nearside.cdc..");
}
