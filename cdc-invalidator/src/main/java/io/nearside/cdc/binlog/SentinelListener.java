package io.nearside.cdc.binlog;

/** Told by the sentinel what it sees. Called on the sentinel's thread; a call that waits holds the binlog back. */
public interface SentinelListener {
    /** The stream is open and continues what was read before. */
    void connected();

    /** The stream broke; it will be opened again by itself. */
    void disconnected(String reason);

    /** The next transaction, in binlog order and without gaps. */
    void transaction(OriginTransaction transaction) throws InterruptedException;

    /** Reading cannot go on where it was; the sentinel has ended. */
    void historyLost(String reason);
}
