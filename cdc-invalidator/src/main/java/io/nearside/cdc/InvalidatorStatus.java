package io.nearside.cdc;

import java.util.List;

/**
 * How the invalidator stands at one moment.
 *
 * @param term the term in which it writes, or the last it knows of
 * @param epoch the epoch of the log
 * @param position where in the origin's binlog the log stands, {@code FILE:OFFSET}; empty when not known
 * @param lagMillis how old the newest watermark is that it wrote, in milliseconds; -1 before the first of its term
 * @param reading whether the origin's binlog is being read
 * @param rowImages whether row images come; without them changes count for whole tables
 * @param problems what keeps it from its work, one line each; empty when nothing does
 */
public record InvalidatorStatus(
        State state,
        int term,
        long epoch,
        String position,
        long lagMillis,
        boolean reading,
        boolean rowImages,
        List<String> problems) {

    /** What the invalidator is doing. */
    public enum State {
        /** Not started, or closed. */
        STOPPED,
        /** Another process writes the log; this one takes over when that falls silent. */
        STANDBY,
        /** The origin cannot be reached, or cannot serve as it is set up. */
        WAITING_FOR_ORIGIN,
        /** It writes the log. */
        WRITING
    }

    public InvalidatorStatus {
        problems = List.copyOf(problems);
    }

    /** Whether changes of the origin reach the log, through this process or another. */
    public boolean ready() {
        return state == State.STANDBY || (state == State.WRITING && reading);
    }
}
