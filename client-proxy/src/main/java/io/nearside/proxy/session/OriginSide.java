package io.nearside.proxy.session;

import io.nearside.proxy.origin.OriginConnection;
import io.nearside.proxy.wire.ErrPacket;
import io.nearside.proxy.wire.ReplyKind;
import io.nearside.proxy.wire.ReplyTracker;
import io.nearside.proxy.wire.ServerStatus;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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

    /** Prepared statements that the origin does not know yet. */
    private final Set<PreparedStatement> held = new LinkedHashSet<>();

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

    /** A statement was prepared without the origin; it will be there before anything that the client sends later. */
    void hold(PreparedStatement statement) {
        held.add(statement);
    }

    /** Has the origin prepare what is held, so that it comes in the client's own order and means what it meant. */
    void prepareHeld() {
        List.copyOf(held).forEach(PreparedStatement::send);
    }

    /** How many statements are {@link #hold held}. */
    int heldCount() {
        return held.size();
    }

    /** The origin knows the statement, or it is needed no more. */
    void letGo(PreparedStatement statement) {
        held.remove(statement);
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
    void answeredWithout(ByteBuf command, Passage passage) {
        lastHit.remember(command, passage);
    }

    /** The origin's diagnostics are not of the statement answered last, whatever it was. */
    void forgetLastHit() {
        lastHit.settled();
    }

    /** Whether the origin's diagnostics are what they would be after a statement that left none. */
    boolean hasNoDiagnostics() {
        ReplyTracker reply = connection().reply();
        return lastHit.isOwed() || (!reply.failed() && reply.warnings() == 0);
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
        forwardStatement(packet, Passage.DIRECT, effect, usesDiagnostics);
    }

    /** The same, of a statement that has its own passage. */
    void forwardStatement(ByteBuf packet, Passage passage, Effect effect, boolean usesDiagnostics) {
        if (!usesDiagnostics || !lastHit.isOwed() || isGone()) {
            forwardSettled(packet, passage, effect);
            return;
        }
        Passage owed = lastHit.passage();
        owed.open(new Waiting(owed.isOpen()) {
            @Override
            void goOn() {
                connection().send(owed.addressed(lastHit.statement(allocator())), ReplyKind.RESULTS, Discard.SINK);
                forwardSettled(packet, passage, effect);
            }

            @Override
            void refuse(ByteBuf error) {
                // What the client has the answer of is no longer there to be read.
                error.release();
                forwardSettled(packet, passage, effect);
            }

            @Override
            public void lost() {
                refusedAsGone(packet);
            }
        });
    }

    private void forwardSettled(ByteBuf packet, Passage passage, Effect effect) {
        lastHit.settled();
        forward(packet, passage, ReplyKind.RESULTS, effect, null);
    }

    /** Forwards a statement and collects the answer for the cache. */
    void fill(ByteBuf packet, Passage passage, Collector collector) {
        lastHit.settled();
        forward(packet, passage, ReplyKind.RESULTS, Effect.NONE, collector);
    }

    /** Forwards a command by its passage. Takes over the packet. */
    void forward(ByteBuf packet, Passage passage, ReplyKind kind, Effect effect, @Nullable Collector collector) {
        passage.open(new Waiting(passage.isOpen()) {
            @Override
            void goOn() {
                forward(passage.addressed(packet), kind, effect, collector, reply -> {});
            }

            @Override
            void refuse(ByteBuf error) {
                abandon();
                packet.release();
                session.refuse(error);
            }

            @Override
            public void lost() {
                abandon();
                refusedAsGone(packet);
            }

            private void abandon() {
                if (collector != null) {
                    collector.abandon();
                }
            }
        });
    }

    /** Waits for a passage to open; the client's next commands wait as long. */
    private abstract class Waiting implements Passage.Opening {
        private final boolean later;

        Waiting(boolean isOpen) {
            later = !isOpen;
            if (later) {
                session.suspend();
            }
        }

        abstract void goOn();

        /** Takes over the error. */
        abstract void refuse(ByteBuf error);

        @Override
        public void opened() {
            goOn();
            if (later) {
                client.handOver();
            }
        }

        @Override
        public void refused(ByteBuf error) {
            refuse(error);
            if (later) {
                client.handOver();
            }
        }
    }

    ByteBufAllocator allocator() {
        return client.channel().alloc();
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
        prepareHeld();
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

    /** The same, by its passage; should that not open, nobody is told. Takes over the packet. */
    void forwardWithoutReply(ByteBuf packet, Passage passage) {
        passage.open(new Waiting(passage.isOpen()) {
            @Override
            void goOn() {
                forwardWithoutReply(passage.addressed(packet));
                session.goOn();
            }

            @Override
            void refuse(ByteBuf error) {
                error.release();
                packet.release();
                session.drop();
            }

            @Override
            public void lost() {
                packet.release();
                session.drop();
            }
        });
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
