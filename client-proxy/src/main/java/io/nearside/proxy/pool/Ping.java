package io.nearside.proxy.pool;

import io.nearside.proxy.origin.OriginConnection;
import io.nearside.proxy.origin.ReplySink;
import io.nearside.proxy.wire.Command;
import io.nearside.proxy.wire.ReplyKind;
import io.nearside.proxy.wire.ReplyTracker;
import io.netty.buffer.ByteBuf;

/** Lets the origin know that a connection is not forgotten: it would close it after {@code wait_timeout}. */
public final class Ping implements ReplySink {
    private static final Ping SINK = new Ping();

    private Ping() {}

    /** Pings, unless a reply is under way anyhow. */
    public static void send(OriginConnection connection) {
        if (connection.isQuiet()) {
            ByteBuf ping = connection
                    .allocator()
                    .buffer()
                    .writeMediumLE(1)
                    .writeByte(0)
                    .writeByte(Command.PING);
            connection.send(ping, ReplyKind.OUTCOME, SINK);
            connection.flush();
        }
    }

    @Override
    public void onBytes(ByteBuf bytes) {
        bytes.release();
    }

    @Override
    public void onEnd(ReplyTracker reply) {
        // That there was one is all.
    }

    @Override
    public void onLost() {
        // The connection's owner is told.
    }
}
