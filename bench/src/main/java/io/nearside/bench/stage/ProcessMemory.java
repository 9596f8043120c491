package io.nearside.bench.stage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What another process takes of memory, by what the JDK and the operating system tell. */
final class ProcessMemory {
    private static final Pattern TOTAL = Pattern.compile("^Total\\s+\\d+\\s+(\\d+)", Pattern.MULTILINE);
    private static final Pattern RESIDENT = Pattern.compile("^VmRSS:\\s+(\\d+) kB", Pattern.MULTILINE);

    private ProcessMemory() {}

    /** Bytes of the objects in a Java process that something refers to, once the rest is collected. */
    static long liveHeapBytes(long pid) throws InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (!Files.isExecutable(jcmd)) {
            throw new StageException("a JDK is needed to look into a node's heap, and " + jcmd
                    + " is not there: set JAVA_HOME to a JDK");
        }
        try {
            Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram")
                    .redirectErrorStream(true)
                    .start();
            String histogram = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return total(histogram);
        } catch (IOException e) {
            throw new StageException("cannot look into a node's heap: " + e.getMessage(), e);
        }
    }

    /** The sum at the end of what jcmd tells. */
    static long total(String histogram) {
        Matcher total = TOTAL.matcher(histogram);
        if (!total.find()) {
            throw new StageException("jcmd did not tell what is in a node's heap: " + histogram.strip());
        }
        return Long.parseLong(total.group(1));
    }

    /** Bytes of a process that are in memory; 0 where the operating system has no {@code /proc}. */
    static long residentBytes(long pid) {
        try {
            Matcher resident = RESIDENT.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
            return resident.find() ? Long.parseLong(resident.group(1)) * 1024 : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
