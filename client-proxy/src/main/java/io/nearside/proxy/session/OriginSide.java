package io.nearside.proxy.session;

import io.nearside.proxy.cache.SessionTraits;
import io.nearside.proxy.origin.OriginConnection;
import io.nearside.proxy.pool.InsertIdProbe;
import io.nearside.proxy.pool.LoginKey;
import io.nearside.proxy.pool.OriginPool;
import io.nearside.proxy.pool.Place;
import io.nearside.proxy.pool.PooledConnection;
import io.nearside.proxy.pool.Tenant;
import io.nearside.proxy.sql.StatementPlan;
import io.nearside.proxy.wire.ErrPacket;
import io.nearside.proxy.wire.ReplyKind;
import io.nearside.proxy.wire.ReplyTracker;
import io.nearside.proxy.wire.ServerStatus;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The origin's end of a session: sends commands there, relays the replies, keeps the session's state in step with what ran,
 * and answers with an error at once when the origin is gone. The connection is the session's own, or one of a pool's that it
 * has until another session needs it.
 *
 * <p>Owned by the session's event loop.
 */
final class OriginSide implements Tenant {
    static final long NO_CONNECTION = 0;

    /** So long the session keeps a connection that has an error or warnings to tell of. */
    private static final long LINGER_NANOS = 1_000_000_000L;

    /** So long it keeps one that knows how many rows it has written, as a client that asks does so at once. */
    private static final long LINGER_AFTER_WRITE_NANOS = 50_000_000L;

    /** Longer reads are not run again for what there was to ask about them. */
    private static final int MOST_REMEMBERED = 64 * 1024;

    private final Session session;
    private final ClientChannel client;
    private final SessionState state;
    private final LastHit lastHit = new LastHit();

    /** Prepared statements that the origin does not know yet. */
    private final Set<PreparedStatement> held = new LinkedHashSet<>();

    /** Every prepared statement of the session. */
    private Supplier<Collection<PreparedStatement>> prepared = List::of;

    private @Nullable OriginConnection connection;

    /** The same, if it is one of the pool's. */
    private @Nullable PooledConnection pooled;

    private @Nullable OriginPool pool;
    private @Nullable LoginKey key;

    /** The status flags that the origin sent last, while there is no connection. */
    private int status;

    /** When the origin's answer to what ran last is no longer asked about. */
    private long lingersUntilNanos;

    /** What the origin could tell of the statement that ran last is lost. */
    private boolean diagnosticsGone;

    /** The same for how many rows the last read found, which statements that read nothing leave as it was. */
    private boolean foundRowsGone;

    /** The session has written since it has this connection. */
    private boolean wrote;

    /** The session has written on a connection that it has no more: what triggers left there in variables is lost. */
    private boolean variablesGone;

    private boolean asking;

    /** Kills that are under way at the origin and name the connection. */
    private int holds;

    OriginSide(Session session, ClientChannel client, SessionState state) {
        this.session = session;
        this.client = client;
        this.state = state;
    }

    /** What {@link #place} and {@link #vacate} look at. */
    void prepared(Supplier<Collection<PreparedStatement>> all) {
        prepared = all;
    }

    /** The session has logged in by itself and keeps this connection to its end. */
    void keeps(OriginConnection opened) {
        leave();
        beginAnew();
        connection = opened;
    }

    /** The session's variables and outcomes are those of a new one. */
    void beginAnew() {
        diagnosticsGone = false;
        foundRowsGone = false;
        variablesGone = false;
        asking = false;
        wrote = false;
    }

    /** The session has logged in, and uses connections of the pool as it needs them. */
    void uses(OriginPool of, LoginKey with, int loginStatus) {
        leave();
        beginAnew();
        pool = of;
        key = with;
        status = loginStatus;
    }

    /** The session has this connection now, in the session's own state. */
    void attached(PooledConnection given) {
        pooled = given;
        connection = given.connection();
        readable(client.channel().isWritable());
    }

    /** The connection; only to be called while there is one. */
    OriginConnection connection() {
        OriginConnection opened = connection;
        if (opened == null) {
            throw new IllegalStateException("a command without a connection to the origin");
        }
        return opened;
    }

    boolean isAttached() {
        return connection != null;
    }

    boolean isGone() {
        return connection != null && connection.isClosed();
    }

    /** The status flags that the origin sent last. */
    int serverStatus() {
        return connection == null ? status : connection.reply().serverStatus();
    }

    // ---- connections that come and go

    /**
     * Goes on once there is a connection: at once, or while the client's next commands wait.
     *
     * @param refused takes over the error, a whole packet
     */
    void attach(Runnable next, Consumer<ByteBuf> refused) {
        OriginPool from = pool;
        LoginKey with = key;
        Place here = state.place();
        if (isAttached()) {
            next.run();
            return;
        }
        if (from == null || with == null || here == null) {
            throw new IllegalStateException("a session that cannot move has lost its connection");
        }
        session.suspend();
        from.acquire(with, here, this, new OriginPool.Receiver() {
            @Override
            public boolean isWaiting() {
                return !session.isClosed();
            }

            @Override
            public void ready(PooledConnection given) {
                attached(given);
                state.movedTo(given.atLogin().account(), given.version());
                next.run();
                client.flushUnlessReading();
            }

            @Override
            public void refused(ByteBuf error) {
                // Should a login lead elsewhere by now, the next one is to know.
                session.forgetProfile(with);
                refused.accept(error);
                client.flushUnlessReading();
            }
        });
    }

    /** Keeps a command until there is a connection, and has it dispatched anew. Takes over the packet. */
    void attachFor(ByteBuf packet) {
        attach(() -> session.resume(packet), error -> {
            packet.release();
            session.refuse(error);
        });
    }

    /** Nothing is under way: another session may have the connection, if this one can go on with any other. */
    void rest() {
        PooledConnection has = pooled;
        if (has == null) {
            return;
        }
        Place left = has.isOutdated() ? place() : null;
        if (left == null) {
            has.rest();
        } else {
            vacate();
            has.giveBack(left);
        }
    }

    @Override
    public @Nullable Place place() {
        boolean lingers = holds > 0 || (!lastHit.isOwed() && System.nanoTime() - lingersUntilNanos < 0);
        if (lingers || !isClear()) {
            return null;
        }
        SessionTraits traits = state.unguardedTraits();
        boolean movable = prepared.get().stream().allMatch(statement -> statement.isMovable(traits));
        return movable ? state.place() : null;
    }

    @Override
    public boolean settle() {
        OriginConnection has = connection;
        boolean resting = has != null && !session.isBusy() && !session.isCommandIncomplete() && has.isQuiet();
        if (has == null
                || !resting
                || asking
                || !state.isMovableOnceKnown()
                || System.nanoTime() - lingersUntilNanos < 0) {
            return false;
        }
        // Whatever the origin could tell of the statement before, it tells of the question afterwards.
        loseDiagnostics();
        if (state.settings() == null) {
            session.askIdentity();
        }
        if (state.isInsertIdUnknown()) {
            asking = true;
            InsertIdProbe.send(has, session.deprecatesEof(), id -> {
                asking = false;
                state.insertId(id);
                rest();
            });
        }
        return true;
    }

    private void loseDiagnostics() {
        if (lastHit.hasRun()) {
            lastHit.connectionLeft();
        } else if (!lastHit.isOwed()) {
            diagnosticsGone = true;
            foundRowsGone = true;
        }
    }

    @Override
    public void vacate() {
        status = serverStatus() & ServerStatus.OF_SESSION;
        prepared.get().forEach(PreparedStatement::leaveOrigin);
        // The end of what the connection has sent will be told to whoever has it then.
        client.flushUnlessReading();
        flush();
        // How fast this client takes its answers, or the origin its commands, is nothing to others.
        readable(true);
        client.originKeepsUp(true);
        loseDiagnostics();
        variablesGone |= wrote;
        wrote = false;
        pooled = null;
        connection = null;
    }

    /** Why the statement cannot be answered rightly, as what it asks for went with a connection; null if it can. */
    @Nullable
    ErrPacket complaint(StatementPlan plan, String text) {
        if (plan.usesDiagnostics() && !plan.taints() && !lastHit.isOwed()) {
            boolean ofRows = foundRowsGone && text.toUpperCase(Locale.ROOT).contains("FOUND_ROWS");
            if (diagnosticsGone || ofRows) {
                return ErrPacket.diagnosticsGone();
            }
        }
        return plan.usesVariables() && variablesGone ? ErrPacket.variablesGone() : null;
    }

    /** The session has a connection no more: it ends, or begins anew as somebody else. */
    private void leave() {
        OriginConnection had = connection;
        PooledConnection of = pooled;
        if (of != null) {
            Place left = place();
            Place ended = holds == 0 && isClear() ? state.placeLeft() : null;
            if (left != null || ended != null) {
                vacate();
                of.giveBack(left != null ? left : Objects.requireNonNull(ended));
            } else {
                of.discard();
            }
        } else if (had != null) {
            had.close();
        }
        pooled = null;
        connection = null;
        pool = null;
        key = null;
    }

    /** Keeps the connection for the session until {@link #release}; its id at the origin, or {@link #NO_CONNECTION}. */
    long hold() {
        holds++;
        return connection == null ? NO_CONNECTION : connection.id();
    }

    void release() {
        holds--;
        if (!session.isBusy()) {
            rest();
        }
    }

    /** Whether no command, transaction or cursor is open. */
    private boolean isClear() {
        OriginConnection has = connection;
        if (has == null || session.isBusy() || session.isCommandIncomplete() || !has.isQuiet()) {
            return false;
        }
        int flags = has.reply().serverStatus();
        return (flags & (ServerStatus.IN_TRANSACTION | ServerStatus.CURSOR_EXISTS)) == 0;
    }

    @Override
    public void onReadComplete() {
        session.onReadComplete();
    }

    @Override
    public void onWritable(boolean writable) {
        session.onWritable(writable);
    }

    @Override
    public void onFailure() {
        session.onFailure();
    }

    /** The connection is lost. A session that could go on with another does, as if it had been taken. */
    @Override
    public void onClosed() {
        if (connection != null && place() != null) {
            vacate();
            session.connectionLost();
        } else {
            session.onClosed();
        }
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
        foundRowsGone |= lastHit.isOwed();
        lastHit.settled();
    }

    /** Whether the origin's diagnostics are what they would be after a statement that left none. */
    boolean hasNoDiagnostics() {
        if (lastHit.isOwed() || connection == null) {
            return true;
        }
        ReplyTracker reply = connection.reply();
        return !reply.failed() && reply.warnings() == 0;
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
        runs(packet, passage, effect);
        forward(packet, passage, ReplyKind.RESULTS, effect, null);
    }

    /** Forwards a statement and collects the answer for the cache. */
    void fill(ByteBuf packet, Passage passage, Collector collector) {
        runs(packet, passage, Effect.NONE);
        forward(packet, passage, ReplyKind.RESULTS, Effect.NONE, collector);
    }

    /** The origin's diagnostics are of this statement from now on. */
    private void runs(ByteBuf packet, Passage passage, Effect effect) {
        diagnosticsGone = false;
        boolean isRead = effect == Effect.NONE && passage == Passage.DIRECT;
        if (effect == Effect.NONE) {
            foundRowsGone = false;
        } else if (lastHit.isOwed()) {
            foundRowsGone = true;
        }
        lastHit.settled();
        if (pooled != null && isRead && packet.readableBytes() <= MOST_REMEMBERED) {
            lastHit.runs(packet);
        }
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
        if (effect.mayChangeMeaning()) {
            // They were prepared before, as far as the client knows, under the settings of then.
            prepared.get().forEach(PreparedStatement::send);
        }
        prepareHeld();
        if (effect.mayWrite()) {
            state.writeStarted();
            wrote = true;
            if (pooled != null) {
                pooled.touched();
            }
        }
        connection().send(packet, kind, new Relay(this, client, collector, reply -> {
            if (effect.mayWrite()) {
                state.writeEnded(effect.tellsTransaction() ? reply.gtid() : null);
            }
            if (effect.mayWrite() && !reply.generatedNothing()) {
                state.insertIdChanged();
            }
            effect.apply(state, reply);
            linger(effect, reply);
            afterwards.accept(reply);
            if (reply.awaitsClient()) {
                // What is still to come of a local file would be taken for commands.
                client.close();
            } else {
                session.idle();
            }
        }));
    }

    private void linger(Effect effect, ReplyTracker reply) {
        boolean tells = reply.failed() || reply.warnings() > 0;
        long nanos = tells ? LINGER_NANOS : effect.mayWrite() ? LINGER_AFTER_WRITE_NANOS : 0;
        lingersUntilNanos = System.nanoTime() + nanos;
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
        if (session.isClosed()) {
            return;
        }
        ReplyTracker reply = connection().reply();
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
        leave();
    }
}
