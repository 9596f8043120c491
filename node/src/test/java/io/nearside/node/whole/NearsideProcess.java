package io.nearside.node.whole;

import static org.awaitility.Awaitility.await;

import io.nearside.config.Configuration;
import io.nearside.node.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One of Nearside's commands as a process of its own, as the launcher runs it. Not safe for use by several threads. */
final class NearsideProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path output;

    /**
     * Starts it.
     *
     * @param command of the launcher, such as {@code cdc}
     * @param folder for its files
     */
    NearsideProcess(String command, RunningNode.Plan plan, Path folder) throws IOException {
        Configuration settings = plan.configuration();
        Path file = Files.createTempFile(folder, command, ".yaml");
        Files.writeString(
                file,
                """
                region: %s
                origin: {host: %s, port: %d, username: "%s", password: "${SECRET}"}
                admin: {port: 0}
                cache: {maxStaleness: %dms}
                cdc: {watermarkInterval: %dms}
                cluster: {name: %s, port: %d, portCount: %d}
                """
                        .formatted(
                                settings.region(),
                                settings.origin().host(),
                                settings.origin().port(),
                                settings.origin().username(),
                                settings.cache().maxStaleness().toMillis(),
                                settings.cdc().watermarkInterval().toMillis(),
                                settings.cluster().name(),
                                settings.cluster().port(),
                                settings.cluster().portCount()));
        output = file.resolveSibling(file.getFileName() + ".out");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        command,
                        "--config",
                        file.toString()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("SECRET", settings.origin().password().reveal());
        process = builder.start();
    }

    /** Everything that it has written. */
    String said() throws IOException {
        return Files.readString(output);
    }

    void awaitSaying(String text) {
        await().atMost(PATIENCE).until(() -> said().contains(text));
    }

    /** Waits until it ends by itself; gives its status. */
    int awaitEnd() throws InterruptedException, IOException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("does not end; it said: " + said());
        }
        return process.exitValue();
    }

    /** Ends it at once ({@code kill -9}) and returns when it is gone. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
