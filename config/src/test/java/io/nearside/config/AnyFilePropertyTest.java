package io.nearside.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever a file holds, it loads or is refused with problems of one line each that do not show the password. */
final class AnyFilePropertyTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("SECRET", "hunter2", "EMPTY", "", "PORT", "1");
    private static final Set<String> KEYS = Set.of(
            "region",
            "origin",
            "listen",
            "admin",
            "cache",
            "cluster",
            "wan",
            "cdc",
            "host",
            "port",
            "username",
            "password",
            "maxBytes",
            "maxStaleness",
            "embedded",
            "members",
            "upstream",
            "pasword",
            "<<",
            "~");
    private static final Set<String> VALUES = Set.of(
            "a",
            "\"\"",
            "1",
            "70000",
            "true",
            "2s",
            "256MiB",
            "~",
            "&x 1",
            "*x",
            "!t hunter2",
            "[a, b]",
            "{a: b}",
            "\"${SECRET}\"",
            "${SECRET}",
            "\"${PORT}\"",
            "\"${EMPTY}\"",
            "\"${NONE}\"",
            "\"${\"",
            "hunter2",
            "'",
            "- a",
            "|\n    hunter2\n",
            "*hunter2",
            "\"hunter2\\n\"",
            "!hunter2! a",
            "\u0001",
            "[",
            "? a");

    private static Path file = Path.of("unset");

    @BeforeContainer
    static void makeFile() throws IOException {
        file = Files.createTempFile("nearside", ".yaml");
    }

    @AfterContainer
    static void removeFile() throws IOException {
        Files.delete(file);
    }

    @Property(tries = 2000)
    void loadsOrIsRefusedWithoutShowingSecrets(@ForAll("files") String content) throws IOException {
        Files.writeString(file, content);
        try {
            ConfigurationLoader.load(file, ENVIRONMENT);
        } catch (ConfigurationException e) {
            assertThat(e.problems()).isNotEmpty();
            assertThat(e.getMessage().lines()).hasSameSizeAs(e.problems());
            if (onlySecretKeysHoldSecrets(content)) {
                assertThat(e.getMessage()).doesNotContain("hunter2");
            }
        }
    }

    /** A secret typed in clear as the value of a key that is not secret is shown, as any value is. */
    private static boolean onlySecretKeysHoldSecrets(String content) {
        return content.lines().noneMatch(line -> line.contains("hunter2") && !line.contains("pas"));
    }

    @Provide
    static Arbitrary<String> files() {
        Arbitrary<String> line = Combinators.combine(
                        Arbitraries.of("", "  ", "    "), Arbitraries.of(KEYS), Arbitraries.of(VALUES))
                .as((indent, key, value) -> indent + key + ": " + value);
        Arbitrary<String> section = Combinators.combine(
                        Arbitraries.of(KEYS),
                        line.map(text -> "  " + text.strip()).list().ofMaxSize(4))
                .as((key, lines) -> key + ":\n" + String.join("\n", lines));
        Arbitrary<List<String>> parts = Arbitraries.oneOf(line, section).list().ofMaxSize(6);
        return parts.map(lines -> String.join("\n", lines) + "\n");
    }
}
