package io.nearside.proxy.session;

import io.nearside.proxy.cache.Answer;
import io.nearside.proxy.cache.FillLease;
import io.nearside.proxy.wire.ReplyTracker;
import io.nearside.proxy.wire.ServerStatus;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Copies a reply on its way to the client, for the cache, as long as it may be kept. Ends its lease on every path.
 *
 * <p>Owned by the session's event loop.
 */
final class Collector {
    private static final int FIRST_SIZE = 512;

    private final FillLease lease;
    private byte @Nullable [] packets = new byte[FIRST_SIZE];
    private int length;

    Collector(FillLease lease) {
        this.lease = lease;
    }

    /** Copies the readable bytes; leaves the buffer as it is. */
    void add(ByteBuf bytes) {
        byte[] held = packets;
        if (held == null) {
            return;
        }
        int more = bytes.readableBytes();
        if (length + more > lease.maxBytes()) {
            abandon();
            return;
        }
        if (length + more > held.length) {
            int doubled = (int) Math.min(lease.maxBytes(), 2L * held.length);
            held = Arrays.copyOf(held, Math.max(doubled, length + more));
            packets = held;
        }
        bytes.getBytes(bytes.readerIndex(), held, length, more);
        length += more;
    }

    /** The reply is whole: keeps it if it is one plain result set, with nothing in it of the session it was made for. */
    void end(ReplyTracker reply) {
        byte[] held = packets;
        if (held == null) {
            return;
        }
        boolean plain = reply.isSingleResultSet()
                && reply.warnings() == 0
                && ServerStatus.isAutocommitIdle(reply.serverStatus())
                && (reply.serverStatus() & ServerStatus.SESSION_STATE_CHANGED) == 0;
        packets = null;
        if (plain) {
            lease.complete(new Answer(Arrays.copyOf(held, length)));
        } else {
            lease.abandon();
        }
    }

    void abandon() {
        if (packets != null) {
            packets = null;
            lease.abandon();
        }
    }
}
