package io.nearside.bench.stage;

import io.nearside.origin.OriginAccount;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A node in a process of its own, with the Java and the class path of this one. */
final class NodeProcess {
    private static final int TAIL_LINES = 15;

    private final Site site;
    private final Path log;
    private final Process process;

    private NodeProcess(Site site, Path log, Process process) {
        this.site = site;
        this.log = log;
        this.process = process;
    }

    /** Starts a node whose files go to {@code dir}. */
    static NodeProcess start(Site site, String configuration, Path dir) throws IOException {
        Path file = Files.writeString(dir.resolve(site.region().title() + ".yaml"), configuration);
        Path log = dir.resolve(site.region().title() + ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command(file)).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put(NodeConfiguration.PASSWORD_VARIABLE, OriginAccount.READER.password());
        return new NodeProcess(site, log, builder.start());
    }

    private static List<String> command(Path configuration) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // What the launcher opens for Hazelcast and Netty; not its memory settings, which are for one process.
        for (String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (argument.matches("--(add|enable|sun)-.*")) {
                command.add(argument);
            }
        }
        // Six processes share a small machine: small heaps, and no threads for collecting garbage.
        command.addAll(List.of("-Xms64m", "-Xmx256m", "-XX:+UseSerialGC"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), NodeHost.class.getName()));
        command.addAll(List.of("node", "--config", configuration.toString()));
        return command;
    }

    Site site() {
        return site;
    }

    long pid() {
        return process.pid();
    }

    /** Fails if the process has ended, with the last lines of its log. */
    void checkAlive() {
        if (!process.isAlive()) {
            throw new StageException("the node of " + site.region().title() + " ended with exit code "
                    + process.exitValue() + ", its log ends in:\n" + logTail());
        }
    }

    /** The last lines of the log, indented. */
    String logTail() {
        try {
            List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            List<String> tail = lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
            return tail.isEmpty() ? "  (it is empty)" : "  " + String.join("\n  ", tail);
        } catch (IOException e) {
            return "  (it cannot be read: " + e.getMessage() + ")";
        }
    }

    /** Asks the process to end. */
    void stop() {
        process.destroy();
    }

    /** Waits until the process has ended, and ends it if it has not after {@code limit}. */
    void awaitEnd(Duration limit) {
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
