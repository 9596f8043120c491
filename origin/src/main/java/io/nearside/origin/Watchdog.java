package io.nearside.origin;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A small process that ends a server when this Java process has died without ending it. It reads from a pipe that only
 * this process holds open: the pipe's end is the sign.
 */
final class Watchdog {
    /** Arguments: the server's process id, the signal, the folder to delete afterwards (or nothing). */
    private static final String SCRIPT =
            """
            trap '' INT TERM HUP QUIT
            read -r line
            kill -s "$2" "$1" 2>/dev/null
            tries=0
            while kill -s 0 "$1" 2>/dev/null && [ $tries -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
            kill -s KILL "$1" 2>/dev/null
            if [ -n "$3" ]; then rm -rf -- "$3"; fi
            """;

    private final Process process;

    private Watchdog(Process process) {
        this.process = process;
    }

    /** Watches over a server whose data matter: it gets time to shut down. */
    static Watchdog stopping(long server) throws IOException {
        return start(server, "TERM", "");
    }

    /** Watches over a server whose {@code folder} is to go with it. */
    static Watchdog deleting(long server, Path folder) throws IOException {
        return start(server, "KILL", folder.toString());
    }

    private static Watchdog start(long server, String signal, String folder) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder("sh", "-c", SCRIPT, "watchdog", Long.toString(server), signal, folder);
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD);
        return new Watchdog(builder.start());
    }

    /** To be called once the server has ended. */
    void dismiss() {
        process.destroyForcibly();
    }
}
