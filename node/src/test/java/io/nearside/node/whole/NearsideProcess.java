package io.nearside.node.whole;

import static org.awaitility.Awaitility.await;

import io.nearside.config.Configuration;
import io.nearside.node.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One of Nearside's commands as a process of its own, as the launcher runs it. Not safe for use by several threads. */
final class NearsideProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern CLIENTS = Pattern.compile("node is up .* clients=\\S+:(\\d+) ");

    private final Process process;
    private final Path output;

    /**
     * Starts it.
     *
     * @param command of the launcher, such as {@code cdc}
     * @param folder for its files
     * @param jvmOptions such as {@code -Xmx256m}
     */
    NearsideProcess(String command, RunningNode.Plan plan, Path folder, String... jvmOptions) throws IOException {
        Configuration settings = plan.configuration();
        Path file = Files.createTempFile(folder, command, ".yaml");
        Files.writeString(
                file,
                """
                region: %s
                origin: {host: %s, port: %d, username: "%s", password: "${SECRET}"}
                listen: {host: %s, port: %d}
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
                                settings.listen().host(),
                                settings.listen().port(),
                                settings.cache().maxStaleness().toMillis(),
                                settings.cdc().watermarkInterval().toMillis(),
                                settings.cluster().name(),
                                settings.cluster().port(),
                                settings.cluster().portCount()));
        output = file.resolveSibling(file.getFileName() + ".out");
        List<String> words = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1"));
        words.addAll(List.of(jvmOptions));
        words.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                command,
                "--config",
                file.toString()));
        ProcessBuilder builder =
                new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("SECRET", settings.origin().password().reveal());
        process = builder.start();
    }

    /** The port that clients of a node connect to, once it listens. */
    int awaitPort() {
        String said = await().atMost(PATIENCE)
                .until(this::said, text -> CLIENTS.matcher(text).find());
        Matcher port = CLIENTS.matcher(said);
        if (!port.find()) {
            throw new IllegalStateException(said);
        }
        return Integer.parseInt(port.group(1));
    }

    boolean isRunning() {
        return process.isAlive();
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
