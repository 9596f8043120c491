package io.nearside.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The committed page and sample files are what the settings in the code say. */
final class DocumentationTest {
    private static final Path PAGE = Path.of("../docs/configuration.md");
    private static final Path SMALLEST = Path.of("nearside.yaml");
    private static final Path FULL = Path.of("nearside-full.yaml");
    private static final Map<String, String> ENVIRONMENT = Map.of("NEARSIDE_ORIGIN_PASSWORD", "hunter2");

    private static final Configuration DEFAULTS = Configuration.withDefaults(
            "us-west-2", OriginSettings.of("127.0.0.1", 3306, "nearside", new Secret("hunter2")));

    @Test
    void theSmallestFileLoads() throws Exception {
        assertThat(ConfigurationLoader.load(SMALLEST, ENVIRONMENT)).isEqualTo(DEFAULTS);
    }

    @Test
    void theFullFileHoldsTheDefaults() throws Exception {
        assertThat(ConfigurationLoader.load(FULL, ENVIRONMENT)).isEqualTo(DEFAULTS);
    }

    @Test
    void whatTheFullFileLeavesOutLoadsToo() throws Exception {
        String everything = Files.readString(FULL).replaceAll("(?m)^( *)# (( {2})*[a-z][A-Za-z]*:( .*)?)$", "$1$2");
        Path file = Files.writeString(Path.of("target/nearside-everything.yaml"), everything);

        Configuration configuration = ConfigurationLoader.load(file, ENVIRONMENT);

        assertThat(configuration.wan().upstream()).isNotNull();
        assertThat(configuration.wan().listen()).isNotNull();
    }

    @Test
    void theFullFileIsCurrent() throws IOException {
        assertCurrent(FULL, DocumentedSettings.fullFile());
    }

    @Test
    void thePageIsCurrent() throws IOException {
        assertCurrent(PAGE, DocumentedSettings.page(Files.readString(SMALLEST)));
    }

    private static void assertCurrent(Path committed, String generated) throws IOException {
        Path fresh = Files.writeString(Path.of("target").resolve(committed.getFileName()), generated);
        assertThat(committed)
                .as("the settings have changed: cp config/%s config/%s", fresh, committed)
                .exists()
                .hasContent(generated);
    }
}
