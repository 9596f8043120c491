package io.nearside.node.whole;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The programs that the tests use besides Java's, and how to run them. Stateless. */
final class TestTools {
    private static final long LIMIT_SECONDS = 60;

    /** What a program said, both of its outputs in one, and how it ended. */
    record Outcome(int status, String said) {}

    private TestTools() {}

    /** Oracle's {@code mysql}. */
    static String mysql() {
        return tool("bin/mysql").toString();
    }

    /** A Python that has PyMySQL. */
    static String python() {
        return tool("bin/python3").toString();
    }

    /** The folder that Node.js finds mysql2 in. */
    static String nodeModules() {
        return tool("node_modules/mysql2").resolveSibling("").toString();
    }

    private static Path tool(String name) {
        Path tool = top().resolve("target/test-tools").resolve(name);
        if (!Files.exists(tool)) {
            throw new AssertionError(tool + " is missing: ./nearside test installs it");
        }
        return tool;
    }

    /** The folder of the launcher. */
    static Path top() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isRegularFile(folder.resolve("nearside"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new AssertionError("no ./nearside above " + Path.of("").toAbsolutePath());
        }
        return folder;
    }

    /** Runs a program to its end. */
    static Outcome run(Map<String, String> environment, List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Path output = Files.createTempFile("tool", ".out");
        Process process;
        try {
            process = builder.redirectOutput(output.toFile()).start();
        } catch (IOException e) {
            throw new AssertionError(command.get(0) + " cannot be run: ./nearside test installs it", e);
        }
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError(
                        command.get(0) + " has hung; it said: " + Files.readString(output, StandardCharsets.UTF_8));
            }
            return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }
}
