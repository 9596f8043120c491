package io.nearside.cdc.rows;

import io.nearside.cdc.log.OriginPosition;
import org.jspecify.annotations.Nullable;

/**
 * From which transaction on the images of one run are right. Debezium takes its position first and reads the definitions of the
 * tables a little later, without a lock: what it streams from between the two may be older than the definition it is read
 * with, and a schema statement there is applied to what it has made already. So only what begins after a place that the
 * origin named when all definitions were read counts, and nothing if a schema statement lies before that.
 *
 * <p>Thread-safe: the sentinel's place and that of the run have no order.
 */
final class TrustWindow {
    private final String server;
    private @Nullable OriginPosition start;
    private @Nullable OriginPosition mark;
    private @Nullable OriginPosition lastChange;

    /** @param server identity of the origin's server that the run reads from */
    TrustWindow(String server) {
        this.server = server;
    }

    /** Where the run reads from. */
    synchronized void started(String file, long offset) {
        start = new OriginPosition(server, file, offset, "");
    }

    /**
     * The origin's binlog reached to here when the run had all definitions.
     *
     * @return whether its images may be trusted
     */
    synchronized boolean marked(OriginPosition written) {
        OriginPosition change = lastChange;
        if (!written.server().equals(server) || (change != null && isAfterStart(change))) {
            return false;
        }
        mark = written;
        return true;
    }

    /**
     * A schema statement stands in the binlog, in a transaction from {@code from} to {@code to}.
     *
     * @return whether the run's images may still be trusted
     */
    synchronized boolean changed(OriginPosition from, OriginPosition to) {
        lastChange = to;
        OriginPosition known = mark;
        return known == null || from.reached(known) || !isAfterStart(to);
    }

    /** Without a known start everything may be after it. */
    private boolean isAfterStart(OriginPosition change) {
        OriginPosition from = start;
        return from == null || !from.reached(change);
    }

    /** Whether images of a transaction that begins here are right. */
    synchronized boolean covers(OriginPosition from) {
        OriginPosition known = mark;
        return known != null && from.reached(known);
    }

    synchronized boolean isMarked() {
        return mark != null;
    }
}
