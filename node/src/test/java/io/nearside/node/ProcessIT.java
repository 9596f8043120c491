package io.nearside.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.node.cluster.TestingMembers;
import io.nearside.origin.OriginAccount;
import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process as an operator sees it: started by a command, ended by a signal. */
@OriginTest
final class ProcessIT {
    private static final Pattern UP = Pattern.compile("node is up region=r clients=127\\.0\\.0\\.1:(\\d+)");

    private final Path folder;
    private final OriginServer origin;
    private final List<Process> processes = new ArrayList<>();

    ProcessIT(OriginServer origin, @TempDir Path folder) {
        this.origin = origin;
        this.folder = folder;
    }

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
    }

    private String config(String listen) throws IOException {
        Path file = folder.resolve("nearside.yaml");
        Files.writeString(
                file,
                """
                region: r
                origin: {host: 127.0.0.1, port: %d, username: %s, password: "${TEST_PASSWORD}"}
                listen: {host: 127.0.0.1, %s}
                admin: {port: 0}
                cluster: {name: process-%d, port: %d}
                """
                        .formatted(
                                origin.port(),
                                OriginAccount.READER.user(),
                                listen,
                                ProcessHandle.current().pid(),
                                TestingMembers.freePort()));
        return file.toString();
    }

    private Process launch(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                "target/classes:" + Files.readString(Path.of("target/classpath")),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output().toFile());
        builder.environment().put("TEST_PASSWORD", OriginAccount.READER.password());
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private Path output() {
        return folder.resolve("output");
    }

    private String told() throws IOException {
        return Files.readString(output());
    }

    private int awaitPort() {
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> {
                            Matcher matcher = UP.matcher(told());
                            return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
                        },
                        port -> port > 0);
    }

    /** The libraries that reading rows takes, on either server, come with the node and not only with its tests. */
    @Test
    void bringsAllThatRowImagesTake() throws Exception {
        launch("node", "--config", config("port: 0"));

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(told()).contains("row images come"));
    }

    @Test
    void letsAStatementFinishWhenToldToEnd() throws Exception {
        Process node = launch("node", "--config", config("port: 0"));
        try (TestingInstallation.Session session = TestingInstallation.Session.open(awaitPort())) {
            CompletableFuture<String> slow = CompletableFuture.supplyAsync(() -> {
                try {
                    return session.ask("SELECT SLEEP(2), 'done'");
                } catch (Exception e) {
                    return e.toString();
                }
            });
            await().until(() -> runsAtOrigin("SLEEP(2)"));

            node.destroy();

            assertThat(slow.get(30, TimeUnit.SECONDS)).isEqualTo("0,done");
        }
        assertThat(node.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(node.exitValue()).as(told()).isZero();
        assertThat(told()).contains("node is down");
    }

    private boolean runsAtOrigin(String text) throws Exception {
        try (var connection = origin.connect("");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE 'SELECT " + text + "%'")) {
            rows.next();
            return rows.getInt(1) > 0;
        }
    }

    @Test
    void failsWithALineWhenItsPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process node = launch("node", "--config", config("port: " + taken.getLocalPort()));

            assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(node.exitValue()).isEqualTo(1);
            assertThat(told())
                    .contains("cannot listen on 127.0.0.1:" + taken.getLocalPort() + " (listen.host, listen.port)");
        }
    }

    @Test
    void checkFindsNothingWrongWithAnOriginThatCanServe() throws Exception {
        Process check = launch("check", "--config", config("port: 0"));

        assertThat(check.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(check.exitValue()).as(told()).isZero();
    }
}
