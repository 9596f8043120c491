package io.nearside.config;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What {@code config} may know. */
@AnalyzeClasses(packages = "io.nearside", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule seesNothingElseOfNearside = classes()
            .that()
            .resideInAPackage("io.nearside.config..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify.annotations", "org.snakeyaml.engine..", "io.nearside.config..");

    @ArchTest
    static final ArchRule onlyTheReadersKnowYaml = noClasses()
            .that()
            .doNotBelongToAnyOf(YamlFile.class, SectionReader.class, ConfigurationLoader.class)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.snakeyaml.engine..");

    @ArchTest
    static final ArchRule isGivenTheEnvironment =
            noClasses().should().accessClassesThat().belongToAnyOf(System.class);
}
