package io.nearside.cdc.binlog;

/** It cannot be proved that the origin's binlog continues what was read before: a new epoch must begin. */
public final class HistoryLostException extends Exception {
    HistoryLostException(String message) {
        super(message);
    }
}
