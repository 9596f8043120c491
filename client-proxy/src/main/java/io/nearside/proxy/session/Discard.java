package io.nearside.proxy.session;

import io.nearside.proxy.origin.ReplySink;
import io.nearside.proxy.wire.ReplyTracker;
import io.netty.buffer.ByteBuf;

/** Drops a reply that nobody asked to see. */
final class Discard implements ReplySink {
    static final Discard SINK = new Discard();

    private Discard() {}

    @Override
    public void onBytes(ByteBuf bytes) {
        bytes.release();
    }

    @Override
    public void onEnd(ReplyTracker reply) {}

    @Override
    public void onLost() {}
}
