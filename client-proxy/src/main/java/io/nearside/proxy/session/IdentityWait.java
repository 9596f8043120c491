package io.nearside.proxy.session;

import io.nearside.proxy.origin.OriginConnection;
import io.nearside.proxy.pool.IdentityProbe;
import io.nearside.proxy.pool.OriginIdentity;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Asks the origin who the session is and how it is set, once at a time, and keeps the command that cannot go on before that
 * is known.
 *
 * <p>Owned by the session's event loop.
 */
final class IdentityWait {
    private final Session session;
    private final OriginSide origin;
    private final ClientChannel client;
    private final SessionState state;

    private @Nullable ByteBuf waiting;

    /** Which connection is being asked. */
    private @Nullable OriginConnection asked;

    IdentityWait(Session session, OriginSide origin, ClientChannel client, SessionState state) {
        this.session = session;
        this.origin = origin;
        this.client = client;
        this.state = state;
    }

    /** Whether the origin is being asked. */
    boolean isAsked() {
        return asked != null;
    }

    void ask() {
        if (asked == null) {
            OriginConnection connection = origin.connection();
            asked = connection;
            IdentityProbe.send(
                    connection,
                    client.channel().alloc(),
                    session.deprecatesEof(),
                    identity -> known(connection, identity),
                    () -> lost(connection));
        }
    }

    /** Keeps a command until the origin has told. Takes over the packet. */
    void await(ByteBuf packet) {
        if (!origin.refusedAsGone(packet)) {
            waiting = packet;
            session.suspend();
            ask();
        }
    }

    /** The session begins anew: what is still to be told is of no use. */
    void forget() {
        asked = null;
    }

    private void lost(OriginConnection connection) {
        if (asked == connection) {
            asked = null;
        }
    }

    private void known(OriginConnection connection, OriginIdentity identity) {
        if (asked != connection) {
            return;
        }
        asked = null;
        state.learned(identity.account(), identity.schema(), identity.settings());
        ByteBuf packet = take();
        if (packet != null) {
            session.resume(packet);
        }
    }

    /** The origin is gone and will not tell. */
    void originLost() {
        ByteBuf packet = take();
        if (packet != null) {
            origin.refusedAsGone(packet);
        }
    }

    /** The client is gone. */
    void close() {
        ByteBuf packet = take();
        if (packet != null) {
            packet.release();
        }
    }

    private @Nullable ByteBuf take() {
        ByteBuf packet = waiting;
        waiting = null;
        return packet;
    }
}
