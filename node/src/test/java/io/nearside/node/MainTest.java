package io.nearside.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MainTest {
    private final Path folder;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    MainTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private int run(String... arguments) {
        return new Main(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Map.of())
                .run(List.of(arguments));
    }

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("nearside.yaml"), text).toString();
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void tellsItsVersion() {
        assertThat(run("version")).isZero();
        assertThat(out()).matches("nearside \\d+\\.\\d+\\.\\d+\\S*\\R");
    }

    @Test
    void explainsItselfWhenAskedWrongly() {
        for (String[] wrong : new String[][] {
            {}, {"node"}, {"node", "--config"}, {"node", "--file", "x"}, {"node", "--config", "x", "y"}
        }) {
            assertThat(run(wrong)).as("%s", List.of(wrong)).isEqualTo(2);
        }
        assertThat(err().lines()).hasSize(5).allMatch(line -> line.startsWith("usage: "));
    }

    @Test
    void refusesUnknownCommands() throws IOException {
        String config = file("region: r\norigin: {host: 127.0.0.1, username: u, password: p}\n");

        assertThat(run("fly", "--config", config)).isEqualTo(2);
        assertThat(err()).startsWith("usage: ");
    }

    @Test
    void tellsEveryProblemOfTheFileInALineOfItsOwn() throws IOException {
        String config =
                file("region: r\norigin: {host: 127.0.0.1, username: u, password: p, port: 0}\nlisten: {prt: 1}\n");

        assertThat(run("node", "--config", config)).isEqualTo(2);
        assertThat(err().lines()).hasSize(2).allMatch(line -> line.startsWith(config + ":"));
    }

    @Test
    void tellsThatTheFileIsMissing() {
        assertThat(run("cdc", "--config", folder.resolve("none.yaml").toString()))
                .isEqualTo(2);
        assertThat(err().lines()).hasSize(1);
    }

    @Test
    void checkFailsWithALineWhenTheOriginIsNotThere() throws IOException {
        String config = file("region: r\norigin: {host: 127.0.0.1, port: 1, username: u, password: p}\n");

        assertThat(run("check", "--config", config)).isEqualTo(1);
        assertThat(out().lines()).hasSize(1).allMatch(line -> line.contains("127.0.0.1:1"));
    }
}
