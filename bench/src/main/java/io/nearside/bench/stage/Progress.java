package io.nearside.bench.stage;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Tells the user what is being done, each line with the time since the start. Thread-safe. */
public final class Progress {
    private static final Duration PAUSE = Duration.ofSeconds(4);

    private final PrintStream out;
    /** Nanoseconds that never go back. */
    private final LongSupplier clock;

    private final long began;
    private long saidAt;

    public Progress(PrintStream out, LongSupplier clock) {
        this.out = out;
        this.clock = clock;
        this.began = clock.getAsLong();
        this.saidAt = began;
    }

    /** Says what has happened, or begins. */
    public synchronized void say(String line) {
        saidAt = clock.getAsLong();
        out.printf(Locale.ROOT, "[%5.1f s] %s%n", (saidAt - began) / 1e9, line);
        out.flush();
    }

    /** Says how far something has come, if nothing was said for a while. */
    public void soFar(String what, long done, long of) {
        meanwhile(() -> String.format(Locale.ROOT, "  %s: %,d of %,d", what, done, of));
    }

    /** Says what is going on, if nothing was said for a while. */
    public synchronized void meanwhile(Supplier<String> line) {
        if (clock.getAsLong() - saidAt >= PAUSE.toNanos()) {
            say(line.get());
        }
    }
}
