package io.nearside.proxy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom on the MySQL side: dependencies point one way, along the way of a statement. */
@AnalyzeClasses(packages = "io.nearside.proxy", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule dependenciesPointOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("server")
            .definedBy("io.nearside.proxy")
            .layer("session")
            .definedBy("io.nearside.proxy.session")
            .layer("cache")
            .definedBy("io.nearside.proxy.cache")
            .layer("origin")
            .definedBy("io.nearside.proxy.origin")
            .layer("pool")
            .definedBy("io.nearside.proxy.pool")
            .layer("auth")
            .definedBy("io.nearside.proxy.auth")
            .layer("tls")
            .definedBy("io.nearside.proxy.tls")
            .layer("sql")
            .definedBy("io.nearside.proxy.sql")
            .layer("wire")
            .definedBy("io.nearside.proxy.wire")
            .whereLayer("server")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("session")
            .mayOnlyBeAccessedByLayers("server")
            .whereLayer("origin")
            .mayOnlyBeAccessedByLayers("server", "session", "pool")
            .whereLayer("pool")
            .mayOnlyBeAccessedByLayers("server", "session")
            .whereLayer("auth")
            .mayOnlyBeAccessedByLayers("server", "session", "pool")
            .whereLayer("wire")
            .mayOnlyBeAccessedByLayers("session", "origin", "pool", "auth")
            .whereLayer("tls")
            .mayOnlyBeAccessedByLayers("server", "session")
            .whereLayer("cache")
            .mayOnlyBeAccessedByLayers("server", "session")
            .whereLayer("sql")
            .mayOnlyBeAccessedByLayers("server", "session", "cache", "pool");

    @ArchTest
    static final ArchRule nobodyKnowsWhereResultsAreKept = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.hazelcast..", "io.nearside.cdc..", "io.nearside.node..");

    @ArchTest
    static final ArchRule nobodyReadsTheEnvironment = noClasses()
            .should()
            .callMethod(System.class, "getProperty", String.class)
            .orShould()
            .callMethod(System.class, "getenv", String.class);
}
