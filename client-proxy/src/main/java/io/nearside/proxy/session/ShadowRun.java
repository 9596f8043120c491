package io.nearside.proxy.session;

import io.nearside.proxy.cache.Answer;
import io.nearside.proxy.cache.Shadow;
import io.nearside.proxy.cache.Shadow.Finding;
import io.nearside.proxy.origin.ReplySink;
import io.nearside.proxy.wire.AnswerComparison;
import io.nearside.proxy.wire.ReplyTracker;
import io.nearside.proxy.wire.ServerStatus;
import io.netty.buffer.ByteBuf;
import java.util.function.Supplier;

/**
 * Takes what the origin says to a statement whose answer the client already has, and compares the two. The client sees
 * nothing of it. An answer longer than the served one is different whatever is in it, so no more than that is kept.
 *
 * <p>Owned by the session's event loop.
 */
final class ShadowRun implements ReplySink {
    private final byte[] served;
    private final byte[] packets;
    private final boolean deprecateEof;
    private final Shadow shadow;
    private final Supplier<String> shape;
    private final Runnable ended;
    private long length;

    ShadowRun(Answer served, boolean deprecateEof, Shadow shadow, Supplier<String> shape, Runnable ended) {
        this.served = served.packets();
        this.packets = new byte[served.length()];
        this.deprecateEof = deprecateEof;
        this.shadow = shadow;
        this.shape = shape;
        this.ended = ended;
    }

    @Override
    public void onBytes(ByteBuf bytes) {
        int more = bytes.readableBytes();
        if (length + more <= packets.length) {
            bytes.readBytes(packets, (int) length, more);
        }
        length += more;
        bytes.release();
    }

    @Override
    public void onEnd(ReplyTracker reply) {
        ended.run();
        shadow.found(finding(reply), shape);
    }

    private Finding finding(ReplyTracker reply) {
        // News of the session's state come with an answer once and are no part of it.
        boolean news = (reply.serverStatus() & ServerStatus.SESSION_STATE_CHANGED) != 0;
        if (!reply.isSingleResultSet() || news) {
            return Finding.FAILED;
        }
        if (length != served.length) {
            return Finding.DIFFERENT;
        }
        return switch (AnswerComparison.compare(served, packets, deprecateEof)) {
            case NONE -> Finding.SAME;
            case ORDER -> Finding.REORDERED;
            case CONTENT -> Finding.DIFFERENT;
        };
    }

    @Override
    public void onLost() {
        ended.run();
        shadow.found(Finding.FAILED, shape);
    }
}
