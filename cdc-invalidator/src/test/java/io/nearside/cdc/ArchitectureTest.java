package io.nearside.cdc;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.nearside", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule NO_CIRCLES =
            slices().matching("io.nearside.cdc.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule PARTS_DO_NOT_KNOW_THE_WHOLE = noClasses()
            .that()
            .resideInAnyPackage("io.nearside.cdc.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.nearside.cdc");

    @ArchTest
    static final ArchRule ONLY_THE_LOG_KNOWS_HAZELCAST = noClasses()
            .that()
            .resideOutsideOfPackage("io.nearside.cdc.log")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.hazelcast..");

    @ArchTest
    static final ArchRule THE_LOG_KNOWS_NO_ORIGIN = noClasses()
            .that()
            .resideInAPackage("io.nearside.cdc.log")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.nearside.cdc.origin", "io.nearside.cdc.binlog", "io.nearside.cdc.rows");

    @ArchTest
    static final ArchRule ONLY_ROWS_KNOW_DEBEZIUM = noClasses()
            .that()
            .resideOutsideOfPackage("io.nearside.cdc.rows")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.debezium..", "org.apache.kafka..");

    @ArchTest
    static final ArchRule ONLY_THE_BINLOG_PARTS_KNOW_ITS_CLIENT = noClasses()
            .that()
            .resideOutsideOfPackages("io.nearside.cdc.binlog", "io.nearside.cdc.origin")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.github.shyiko..");

    @ArchTest
    static final ArchRule ONLY_THE_ORIGIN_PACKAGE_SPEAKS_SQL = noClasses()
            .that()
            .resideInAPackage("io.nearside.cdc.*..")
            .and()
            .resideOutsideOfPackage("io.nearside.cdc.origin")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.sql");
}
