package io.nearside.node.whole;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

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

    /** Oracle's {@code mysqldump}. */
    static String mysqldump() {
        return tool("bin/mysqldump").toString();
    }

    /** A Python that has this module. */
    static String python(String module) {
        return tool("bin/python3-" + module).toString();
    }

    /** Where Go finds its driver. */
    static String goPath() {
        return tool("bin/gopath").toString();
    }

    /** The folder that Node.js finds its drivers in. */
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
        return run(environment, command, null);
    }

    /** Runs a program to its end; {@code input} is what it reads. */
    static Outcome run(Map<String, String> environment, List<String> command, @Nullable Path input)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        if (input != null) {
            builder.redirectInput(input.toFile());
        }
        Path output = Files.createTempFile("tool", ".out");
        Process process;
        try {
            process = builder.redirectOutput(output.toFile()).start();
        } catch (IOException e) {
            throw new AssertionError(command.get(0) + " cannot be run: ./nearside test installs it", e);
        }
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError(command.get(0) + " has hung; it said: " + text(Files.readAllBytes(output)));
            }
            return new Outcome(process.exitValue(), text(Files.readAllBytes(output)));
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }

    /** Most print UTF-8; whoever prints bytes as they are must not lose any here. */
    private static String text(byte[] said) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(said))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(said, StandardCharsets.ISO_8859_1);
        }
    }
}
