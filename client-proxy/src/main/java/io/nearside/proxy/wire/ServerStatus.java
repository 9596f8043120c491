package io.nearside.proxy.wire;

/** Status flags that the origin sends with OK and EOF packets (MySQL source, {@code mysql_com.h}). */
public final class ServerStatus {
    public static final int IN_TRANSACTION = 0x0001;
    public static final int AUTOCOMMIT = 0x0002;
    private static final int NO_BACKSLASH_ESCAPES = 0x0200;
    private static final int IN_READ_ONLY_TRANSACTION = 0x2000;

    /** MariaDB only. */
    private static final int ANSI_QUOTES = 0x8000;

    /** The flags that tell of the session, not of one reply. */
    public static final int OF_SESSION =
            IN_TRANSACTION | AUTOCOMMIT | NO_BACKSLASH_ESCAPES | IN_READ_ONLY_TRANSACTION | ANSI_QUOTES;

    public static final int MORE_RESULTS_EXIST = 0x0008;
    public static final int CURSOR_EXISTS = 0x0040;
    public static final int SESSION_STATE_CHANGED = 0x4000;

    private ServerStatus() {}

    /** Whether a statement would run by itself; with autocommit off the next one is already inside a transaction. */
    public static boolean isAutocommitIdle(int status) {
        return (status & (IN_TRANSACTION | AUTOCOMMIT)) == AUTOCOMMIT;
    }
}
