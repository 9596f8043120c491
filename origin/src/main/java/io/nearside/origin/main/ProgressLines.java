package io.nearside.origin.main;

import io.nearside.origin.employees.LoadProgress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Prints how far a load has come: a line when a table begins, and one every so often. For one thread. */
final class ProgressLines implements LoadProgress {
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final PrintStream out;
    /** Nanoseconds that never go back. */
    private final LongSupplier clock;

    private String table = "";
    private long printedAt;

    ProgressLines(PrintStream out, LongSupplier clock) {
        this.out = out;
        this.clock = clock;
    }

    @Override
    public void sent(String currentTable, long rows, long of) {
        long now = clock.getAsLong();
        if (currentTable.equals(table) && now - printedAt < PAUSE.toNanos()) {
            return;
        }
        table = currentTable;
        printedAt = now;
        out.printf(Locale.ROOT, "  loading %s: %,d of %,d rows%n", table, rows, of);
    }
}
