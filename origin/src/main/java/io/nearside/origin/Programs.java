package io.nearside.origin;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs programs of this machine to their end, and tells in one line why one failed. */
final class Programs {
    private static final boolean ROOT = ownerOfThisProcess() == 0;

    private Programs() {}

    /** Writes what a program reads from its standard input. */
    interface Input {
        void writeTo(OutputStream input) throws IOException;
    }

    static boolean isRoot() {
        return ROOT;
    }

    /** Runs {@code command} to its end; its output goes to {@code log}. Fails unless it exits with 0. */
    static void run(List<String> command, Map<String, String> environment, Path log, Input input)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        IOException unread = null;
        try (OutputStream stdin = process.getOutputStream()) {
            input.writeTo(stdin);
        } catch (IOException e) {
            unread = e;
        }
        int exit = process.waitFor();
        if (exit != 0) {
            // A program that died early also broke the pipe, but its own words say more.
            throw new OriginException(command.get(0) + " failed with exit code " + exit + ": "
                    + reason(Files.readString(log, StandardCharsets.ISO_8859_1)));
        }
        if (unread != null) {
            throw unread;
        }
    }

    /** Runs {@code command} to its end and tells whether it exited with 0; what it says is lost. */
    static boolean succeeds(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        return builder.start().waitFor() == 0;
    }

    /** The most telling line of what a server said before it died. */
    static String reason(String said) {
        List<String> lines = said.lines().filter(line -> !line.isBlank()).toList();
        Stream<String> errors = lines.stream().filter(line -> line.contains("ERROR") && !line.endsWith("Aborting"));
        return errors.findFirst()
                .orElseGet(() -> lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1))
                .strip();
    }

    static void makeExecutable(Path program) throws IOException {
        if (!program.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + program + " executable");
        }
    }

    private static int ownerOfThisProcess() {
        try {
            return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException | UnsupportedOperationException e) {
            throw new OriginException("embedded origins run on Linux only", e);
        }
    }
}
