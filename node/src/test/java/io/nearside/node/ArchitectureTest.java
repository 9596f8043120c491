package io.nearside.node;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;

@AnalyzeClasses(packages = "io.nearside", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule nothingGoesInCircles =
            slices().matching("io.nearside.node.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule dependenciesGoOneWay = Architectures.layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("io.nearside.node..")
            .layer("process")
            .definedBy("io.nearside.node")
            .layer("admin")
            .definedBy("io.nearside.node.admin")
            .layer("wan")
            .definedBy("io.nearside.node.wan")
            .layer("cluster")
            .definedBy("io.nearside.node.cluster")
            .layer("store")
            .definedBy("io.nearside.node.store")
            .layer("catalog")
            .definedBy("io.nearside.node.catalog")
            .layer("validity")
            .definedBy("io.nearside.node.validity")
            .layer("log")
            .definedBy("io.nearside.node.log")
            .layer("origin")
            .definedBy("io.nearside.node.origin")
            .whereLayer("process")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("admin")
            .mayOnlyBeAccessedByLayers("process")
            .whereLayer("wan")
            .mayOnlyBeAccessedByLayers("process")
            .whereLayer("cluster")
            .mayOnlyBeAccessedByLayers("process")
            .whereLayer("store")
            .mayOnlyBeAccessedByLayers("process", "cluster")
            .whereLayer("catalog")
            .mayOnlyBeAccessedByLayers("process")
            .whereLayer("validity")
            .mayOnlyBeAccessedByLayers("process", "store")
            .whereLayer("log")
            .mayOnlyBeAccessedByLayers("process", "store", "catalog", "validity")
            .whereLayer("origin")
            .mayOnlyBeAccessedByLayers("process", "store", "catalog", "log");

    @ArchTest
    static final ArchRule fewKnowHazelcast = noClasses()
            .that()
            .resideOutsideOfPackages("io.nearside.node.store", "io.nearside.node.cluster", "io.nearside.cdc.log")
            .and()
            .doNotHaveFullyQualifiedName(Node.class.getName())
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.hazelcast..");

    @ArchTest
    static final ArchRule onlyLinksKnowGrpc = noClasses()
            .that()
            .resideOutsideOfPackage("io.nearside.node.wan")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.grpc..");

    @ArchTest
    static final ArchRule sessionsKnowNeitherLogNorNode = noClasses()
            .that()
            .resideInAPackage("io.nearside.proxy..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.nearside.cdc..", "io.nearside.node..");

    @ArchTest
    static final ArchRule invalidatorKnowsNeitherSessionsNorNode = noClasses()
            .that()
            .resideInAPackage("io.nearside.cdc..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.nearside.proxy..", "io.nearside.node..");
}
