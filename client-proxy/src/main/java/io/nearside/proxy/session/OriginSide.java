package io.nearside.proxy.session;

import io.nearside.proxy.origin.OriginConnection;
import io.nearside.proxy.wire.ErrPacket;
import io.nearside.proxy.wire.ReplyKind;
import io.nearside.proxy.wire.ReplyTracker;
import io.nearside.proxy.wire.ServerStatus;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The origin's end of a session: sends commands there, relays the replies, keeps the session's state in step with what ran,
 * and answers with an error at once when the origin is gone.
 *
 * <p>Owned by the session's event loop.
 */
final class OriginSide {
    private final Session session;
    private final ClientChannel client;
    private final SessionState state;
    private final LastHit lastHit = new LastHit();
    private @Nullable OriginConnection connection;

    OriginSide(Session session, ClientChannel client, SessionState state) {
        this.session = session;
        this.client = client;
        this.state = state;
    }

    void connected(OriginConnection opened) {
        connection = opened;
    }

    /** The connection; only to be called once the greeting has come. */
    OriginConnection connection() {
        OriginConnection opened = connection;
        if (opened == null) {
            throw new IllegalStateException("a command before the origin's greeting");
        }
        return opened;
    }

    boolean isGone() {
        return connection().isClosed();
    }

    /** The status flags that the origin sent last. */
    int serverStatus() {
        return connection().reply().serverStatus();
    }

    /** Whether a statement sent now would run by itself, in no transaction. */
    boolean isAutocommitIdle() {
        return ServerStatus.isAutocommitIdle(serverStatus());
    }

    /** Whether the origin waits for a packet of the client that is no command. */
    boolean awaitsClient() {
        return connection != null && connection.awaitsClient();
    }

    /** The number of the packet that would come next in the reply under way. */
    int nextNumber() {
        return connection().reply().nextSequenceId();
    }

    /** Passes on what {@link #awaitsClient} is about. Takes over the packet. */
    void forwardAwaited(ByteBuf packet) {
        connection().writeAwaited(packet);
    }

    /** The client's statement was answered without the origin. */
    void answeredWithout(ByteBuf command) {
        lastHit.remember(command);
    }

    /** The origin's diagnostics are not of the statement answered last, whatever it was. */
    void forgetLastHit() {
        lastHit.settled();
    }

    /**
     * Has the origin run a statement of the client's of which the client has the answer already. It stays owed: should this
     * run fail, the diagnostics are of no statement that the client has seen.
     */
    void repeat(ByteBuf packet, ShadowRun run) {
        connection().send(packet, ReplyKind.RESULTS, run);
    }

    /** Forwards a command that runs a statement, so that the origin's diagnostics are of this one from now on. */
    void forwardStatement(ByteBuf packet, Effect effect, boolean usesDiagnostics) {
        runOwed(usesDiagnostics);
        forward(packet, ReplyKind.RESULTS, effect);
    }

    /** Forwards a statement and collects the answer for the cache. */
    void fill(ByteBuf packet, Collector collector) {
        runOwed(false);
        forward(packet, ReplyKind.RESULTS, Effect.NONE, collector, reply -> {});
    }

    private void runOwed(boolean usesDiagnostics) {
        if (usesDiagnostics && lastHit.isOwed() && !isGone()) {
            connection().send(lastHit.statement(client.channel().alloc()), ReplyKind.RESULTS, Discard.SINK);
        }
        lastHit.settled();
    }

    void forward(ByteBuf packet, ReplyKind kind, Effect effect) {
        forward(packet, kind, effect, null, reply -> {});
    }

    /** Forwards a command; {@code afterwards} runs when the reply is whole and its effect applied. Takes over the packet. */
    void forward(
            ByteBuf packet,
            ReplyKind kind,
            Effect effect,
            @Nullable Collector collector,
            Consumer<ReplyTracker> afterwards) {
        if (refusedAsGone(packet)) {
            if (collector != null) {
                collector.abandon();
            }
            return;
        }
        session.commandStarted();
        if (effect.mayWrite()) {
            state.writeStarted();
        }
        connection().send(packet, kind, new Relay(this, client, collector, reply -> {
            if (effect.mayWrite()) {
                state.writeEnded(effect.tellsTransaction() ? reply.gtid() : null);
            }
            effect.apply(state, reply);
            afterwards.accept(reply);
            if (reply.awaitsClient()) {
                // What is still to come of a local file would be taken for commands.
                client.close();
            } else {
                session.idle();
            }
        }));
    }

    /** Passes on a packet that has no reply of its own. Takes over the packet. */
    void forwardWithoutReply(ByteBuf packet) {
        if (isGone()) {
            packet.release();
        } else {
            connection().write(packet);
        }
    }

    /** If the origin is gone: tells the client, for this command, and lets go of the packet. */
    boolean refusedAsGone(ByteBuf packet) {
        if (!session.isClosed() && !isGone()) {
            return false;
        }
        packet.release();
        if (!session.isClosed()) {
            refuseAsLost(session.replyNumber());
        }
        return true;
    }

    /** The origin was lost in the middle of a reply. */
    void replyLost(boolean anythingSent) {
        ReplyTracker reply = connection().reply();
        if (session.isClosed()) {
            return;
        }
        if (!anythingSent) {
            refuseAsLost(session.replyNumber());
        } else if (reply.mayFailHere() && session.isLoggedIn()) {
            refuseAsLost(reply.nextSequenceId());
        } else {
            client.close();
        }
    }

    private void refuseAsLost(int number) {
        ByteBuf error = ErrPacket.originLost().encode(client.channel().alloc(), number, session.isLoggedIn());
        if (session.isLoggedIn() && !session.isCommandIncomplete()) {
            client.write(error);
            session.idle();
            client.flushUnlessReading();
        } else {
            client.closeWith(error);
        }
    }

    void readable(boolean readable) {
        if (connection != null) {
            connection.readable(readable);
        }
    }

    void flush() {
        if (connection != null) {
            connection.flush();
        }
    }

    void close() {
        if (connection != null) {
            connection.close();
        }
    }
}
