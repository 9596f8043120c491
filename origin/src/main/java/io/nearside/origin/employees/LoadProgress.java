package io.nearside.origin.employees;

/** Told how far a load has come; called by the loading thread, every few thousand rows. */
@FunctionalInterface
public interface LoadProgress {
    /** Tells nobody. */
    LoadProgress SILENT = (table, rows, of) -> {};

    /** {@code rows} of the {@code of} rows of {@code table} have been sent. */
    void sent(String table, long rows, long of);
}
