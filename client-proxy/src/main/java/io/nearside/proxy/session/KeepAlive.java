package io.nearside.proxy.session;

import io.nearside.proxy.origin.OriginConnection;
import io.nearside.proxy.wire.Command;
import io.nearside.proxy.wire.ReplyKind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets the origin know of a client that is at work though the origin hears nothing of it, as its statements are answered
 * from the cache. Otherwise the origin would end the session after {@code wait_timeout}. A client that does nothing is not
 * kept alive.
 *
 * <p>Owned by the session's event loop.
 */
final class KeepAlive {
    private static final int MOST_SECONDS = 60;

    private final Session session;
    private final OriginSide origin;
    private final Channel channel;
    private @Nullable Future<?> next;

    KeepAlive(Session session, OriginSide origin, Channel channel) {
        this.session = session;
        this.origin = origin;
        this.channel = channel;
    }

    /** The client was served. */
    void served(int idleSeconds) {
        if (next == null) {
            next = channel.eventLoop()
                    .schedule(this::ping, Math.max(1, Math.min(MOST_SECONDS, idleSeconds / 2)), TimeUnit.SECONDS);
        }
    }

    private void ping() {
        next = null;
        // While a command is under way the origin does not count the time, and must not be talked to.
        if (session.isBusy()
                || session.isCommandIncomplete()
                || session.isClosed()
                || !origin.isAttached()
                || origin.isGone()) {
            return;
        }
        ByteBuf ping = channel.alloc().buffer().writeMediumLE(1).writeByte(0).writeByte(Command.PING);
        OriginConnection connection = origin.connection();
        connection.send(ping, ReplyKind.OUTCOME, Discard.SINK);
        connection.flush();
    }

    void close() {
        if (next != null) {
            next.cancel(false);
        }
    }
}
