package io.nearside.proxy.sql;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the analysis of SQL may know. */
@AnalyzeClasses(packages = "io.nearside.proxy.sql", importOptions = ImportOption.DoNotIncludeTests.class)
final class SqlArchitectureTest {

    @ArchTest
    static final ArchRule isPureCode = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.nearside.proxy.sql",
                    "io.nearside.proxy.footprint",
                    "java.lang..",
                    "java.math",
                    "java.nio.charset",
                    "java.util..",
                    "org.jspecify.annotations",
                    "com.github.benmanes.caffeine.cache",
                    "net.sf.jsqlparser..");

    @ArchTest
    static final ArchRule onlyWhatWalksTheTreeKnowsTheParser = noClasses()
            .that()
            .doNotBelongToAnyOf(
                    ParsedSelect.class,
                    SelectTree.class,
                    ExpressionRules.class,
                    SelectPlanner.class,
                    Narrowing.class,
                    Scope.class,
                    ConditionReader.class,
                    QuietRules.class,
                    Operands.class,
                    UsedColumns.class)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("net.sf.jsqlparser..");
}
