package io.nearside.origin.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.origin.OriginFlavor;
import io.nearside.origin.OriginServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process of its own: what it prints, and what is left when it ends. */
final class OriginMainIT {
    @TempDir
    private Path scratch = Path.of("");

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endWhatIsLeft() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void loadsEmployeesOnceAndStopsInOrder() throws Exception {
        String port = freePort();
        Path dir = scratch.resolve("origin");

        Process first = start("--port", port, "--dir", dir.toString(), "--employees", "0.001");
        awaitOutput(first, "Ctrl-C stops it.");
        assertThat(output(first)).contains("loading salaries", "MARIADB runs on 127.0.0.1 port " + port, "user app");
        first.destroy();
        assertThat(first.waitFor()).isEqualTo(143);
        assertThat(Files.readString(dir.resolve("server.log"))).contains("Shutdown complete");

        Process second = start("--port", port, "--dir", dir.toString(), "--employees", "0.001");
        awaitOutput(second, "Ctrl-C stops it.");
        assertThat(output(second)).doesNotContain("loading");
        second.destroy();
        second.waitFor();

        Process otherScale = start("--port", port, "--dir", dir.toString(), "--employees", "0.002");
        assertThat(otherScale.waitFor()).isEqualTo(2);
        assertThat(output(otherScale)).contains("holds them at scale 0.001");
    }

    @Test
    void theServerDoesNotOutliveACommandThatWasKilled() throws Exception {
        Path dir = scratch.resolve("origin");
        Process command = start("--port", freePort(), "--dir", dir.toString());
        awaitOutput(command, "Ctrl-C stops it.");
        ProcessHandle server = server(dir);

        command.destroyForcibly().waitFor();

        await().atMost(Duration.ofSeconds(30)).until(() -> !server.isAlive());
        assertThat(Files.readString(dir.resolve("server.log"))).contains("Shutdown complete");
    }

    @Test
    void aFolderCanBeTakenOverFromACommandThatWasKilledAMomentAgo() throws Exception {
        Path dir = scratch.resolve("origin");
        Process command = start("--port", freePort(), "--dir", dir.toString());
        awaitOutput(command, "Ctrl-C stops it.");

        command.destroyForcibly().waitFor();

        try (OriginServer origin = OriginFlavor.MARIADB.builder().dir(dir).start()) {
            assertThat(canLogIn(origin)).isTrue();
        }
    }

    @Test
    void saysThatTheServerDied() throws Exception {
        Path dir = scratch.resolve("origin");
        Process command = start("--port", freePort(), "--dir", dir.toString());
        awaitOutput(command, "Ctrl-C stops it.");

        server(dir).destroyForcibly();

        assertThat(command.waitFor()).isEqualTo(1);
        assertThat(output(command)).contains("nearside origin: the server ended; its log is in " + dir);
    }

    @Test
    void badArgumentsEndWithTwoAndOneLine() throws Exception {
        Process command = start("--port", "nowhere");

        assertThat(command.waitFor()).isEqualTo(2);
        assertThat(output(command))
                .isEqualTo("nearside origin: --port must be a number within 1..65535, was 'nowhere'\n");
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                OriginMain.class.getName()));
        command.addAll(List.of(arguments));
        Path output = scratch.resolve("output-" + started.size());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        started.add(process);
        return process;
    }

    private void awaitOutput(Process process, String text) {
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            assertThat(process.isAlive()).as(output(process)).isTrue();
            return output(process).contains(text);
        });
    }

    private String output(Process process) throws IOException {
        return Files.readString(scratch.resolve("output-" + started.indexOf(process)));
    }

    private static ProcessHandle server(Path dir) throws IOException {
        String pid = Files.readString(dir.resolve("data/origin.pid")).strip();
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    private static boolean canLogIn(OriginServer origin) throws SQLException {
        try (var connection = origin.connect("")) {
            return connection.isValid(5);
        }
    }

    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Integer.toString(socket.getLocalPort());
        }
    }
}
