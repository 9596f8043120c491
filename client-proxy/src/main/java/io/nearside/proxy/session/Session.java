package io.nearside.proxy.session;

import io.nearside.proxy.cache.Answer;
import io.nearside.proxy.cache.FillLease;
import io.nearside.proxy.cache.ResultCache;
import io.nearside.proxy.cache.ResultKey;
import io.nearside.proxy.cache.SessionTraits;
import io.nearside.proxy.origin.OriginConnection;
import io.nearside.proxy.origin.OriginConnector;
import io.nearside.proxy.origin.OriginListener;
import io.nearside.proxy.sql.DenyReason;
import io.nearside.proxy.sql.StatementAnalyzer;
import io.nearside.proxy.sql.StatementKind;
import io.nearside.proxy.sql.StatementPlan;
import io.nearside.proxy.wire.Capability;
import io.nearside.proxy.wire.Command;
import io.nearside.proxy.wire.ErrPacket;
import io.nearside.proxy.wire.PacketDecoder;
import io.nearside.proxy.wire.ReplyKind;
import io.nearside.proxy.wire.ReplyTracker;
import io.nearside.proxy.wire.ServerStatus;
import io.netty.buffer.ByteBuf;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client's session: decides for each command who answers it, and keeps what is known of the session in step.
 *
 * <p>The way of a statement: looked up by its raw bytes; if not found, analysed; if cacheable, the cache says whether to
 * wait, fill or forward; all else is forwarded. One command is under way at a time; commands that come meanwhile wait in
 * {@link ClientChannel}.
 *
 * <p>Owned by one event loop, which its client and origin channels share.
 */
final class Session implements OriginListener {
    private static final int COMMAND_AT = PacketDecoder.HEADER;
    private static final int ARGUMENT_AT = COMMAND_AT + 1;

    /** Longer statements are not decoded whole: their first bytes tell the kind. */
    private static final int LONGEST_ANALYSED = 64 * 1024;

    private static final int CLASSIFYING_PREFIX = 256;

    /** What sessions of one node share. */
    record Context(
            OriginConnector connector,
            ResultCache cache,
            StatementAnalyzer analyzer,
            SettingsMemo memo,
            SessionMetrics metrics) {}

    private final Context context;
    private final ClientChannel client;
    private final SessionState state;
    private final ResultKey.Probe probe = new ResultKey.Probe();
    private final LastHit lastHit = new LastHit();
    private final Map<Long, StatementPlan> prepared = new HashMap<>();

    private final LoginRelay login;

    private @Nullable OriginConnection origin;
    private int capabilities;
    private boolean loggedIn;
    private boolean busy = true;
    private boolean closed;
    private boolean draining;

    /** The command under way is continued by the next packets: its last one was as long as packets get. */
    private boolean moreToCome;

    /** A statement that waits for the session's settings to become known. */
    private @Nullable ByteBuf awaitingIdentity;

    private boolean identityAsked;

    Session(Context context, ClientChannel client) {
        this.context = context;
        this.client = client;
        this.state = new SessionState(context.cache(), context.memo());
        this.login = new LoginRelay(this, client, context.metrics());
    }

    // ---- opening and login
    // -------------------------------------------------------------------------------------------

    /** The client is connected: its login is relayed to an origin connection of its own. */
    void open() {
        context.metrics().opened();
        context.connector()
                .connect(
                        client.channel().eventLoop(),
                        this,
                        connection -> {
                            if (closed) {
                                connection.close();
                            } else {
                                origin = connection;
                                login.begin(connection);
                            }
                        },
                        this::originUnreachable);
    }

    private void originUnreachable(Throwable cause) {
        context.metrics().originUnreachable();
        if (!closed) {
            String reason = String.valueOf(cause.getMessage());
            client.closeWith(ErrPacket.originUnreachable(context.connector().address(), reason)
                    .encode(client.channel().alloc(), 0, false));
        }
    }

    /** The greeting went out: the client's answer is the next packet. */
    void greeted() {
        idle();
    }

    /** The origin let the client in. */
    void loggedIn(int agreedCapabilities) {
        capabilities = agreedCapabilities;
        loggedIn = true;
        prepared.clear();
        state.loggedIn(Integer.toUnsignedLong(agreedCapabilities));
        connection().deprecateEof(hasCapability(Capability.DEPRECATE_EOF));
        client.allowLargePackets();
        askIdentity();
        idle();
    }

    boolean isLoggedIn() {
        return loggedIn;
    }

    private void askIdentity() {
        if (identityAsked || state.isTainted()) {
            return;
        }
        identityAsked = true;
        IdentityProbe.send(
                connection(),
                client.channel().alloc(),
                hasCapability(Capability.DEPRECATE_EOF),
                (account, schema, settings) -> {
                    identityAsked = false;
                    state.learned(account, schema, settings);
                    ByteBuf waiting = awaitingIdentity;
                    if (waiting != null) {
                        awaitingIdentity = null;
                        busy = false;
                        dispatch(waiting);
                        client.handOver();
                    }
                });
    }

    // ---- commands
    // ----------------------------------------------------------------------------------------------------

    /** Whether a command is under way, so that the next must wait. */
    boolean isBusy() {
        return busy;
    }

    /** Whether the origin waits for packets of the client that are no commands. */
    boolean clientMaySpeak() {
        return origin != null && origin.clientMaySpeak();
    }

    /** Passes on a packet that is no command: part of a login, of a local file, or of a long command. */
    void relay(ByteBuf packet) {
        connection().write(packet);
    }

    /** Takes one packet, a command; called only when not {@link #isBusy busy}. Takes over the packet. */
    void command(ByteBuf packet) {
        if (!loggedIn) {
            busy = true;
            login.answer(connection(), packet);
            return;
        }
        boolean wasContinued = moreToCome;
        moreToCome = packet.readableBytes() - PacketDecoder.HEADER == PacketDecoder.MAX_PAYLOAD;
        if (wasContinued) {
            continueCommand(packet);
            return;
        }
        int sequenceId = packet.getUnsignedByte(packet.readerIndex() + PacketDecoder.HEADER - 1);
        if (sequenceId != 0) {
            packet.release();
            client.refuse(ErrPacket.outOfOrder(0, sequenceId), 0);
        } else if (packet.readableBytes() == PacketDecoder.HEADER) {
            packet.release();
            client.refuse(ErrPacket.malformed("an empty packet is no command"), 1);
        } else {
            dispatch(packet);
        }
    }

    private void dispatch(ByteBuf packet) {
        if (packet.getUnsignedByte(packet.readerIndex() + COMMAND_AT) == Command.QUERY) {
            query(packet);
        } else {
            otherCommand(packet);
        }
    }

    private void query(ByteBuf packet) {
        SessionTraits traits = state.traits();
        if (traits == null || !ServerStatus.isAutocommitIdle(serverStatus())) {
            queryByPlan(packet);
            return;
        }
        int start = packet.readerIndex() + ARGUMENT_AT;
        int length = packet.writerIndex() - start;
        probe.set(traits, packet, start, length);
        long barrier = state.barrier();
        Answer answer =
                barrier == ResultCache.BARRIER_UNKNOWN ? null : context.cache().lookup(probe, barrier);
        if (answer == null) {
            queryByPlan(packet);
            return;
        }
        context.metrics().hit();
        lastHit.remember(packet);
        packet.release();
        client.write(answer.view());
    }

    /** A statement that this process's memory did not answer. */
    private void queryByPlan(ByteBuf packet) {
        if (state.isTainted()) {
            context.metrics().forwardIneligible();
            forwardStatement(packet, ReplyKind.RESULTS, Effect.WRITE, false);
            return;
        }
        int start = packet.readerIndex() + ARGUMENT_AT;
        int length = packet.writerIndex() - start;
        SessionSettings settings = state.settings();
        if (settings == null && !StatementText.meansTheSameInEveryDialect(packet, start, length)) {
            awaitIdentity(packet);
            return;
        }
        if (length > LONGEST_ANALYSED) {
            forwardLong(packet, start, settings);
            return;
        }
        if (!isLegible(packet, start, length, settings)) {
            context.metrics().forward(DenyReason.UNREADABLE);
            forwardStatement(packet, ReplyKind.RESULTS, Effect.TAINT, false);
            return;
        }
        Charset charset = settings == null ? StandardCharsets.US_ASCII : settings.charset();
        String text = packet.toString(start, length, charset);
        StatementPlan plan = analyze(text, settings);
        if (plan.kind() != StatementKind.CACHEABLE_READ) {
            context.metrics().forward(plan.reason());
            forwardStatement(packet, ReplyKind.RESULTS, Effect.of(plan, text), plan.usesDiagnostics());
        } else if (settings == null) {
            awaitIdentity(packet);
        } else {
            cacheable(packet, plan, start, length);
        }
    }

    private static boolean isLegible(ByteBuf packet, int start, int length, @Nullable SessionSettings settings) {
        return (settings != null && settings.legible())
                || StatementText.meansTheSameInEveryDialect(packet, start, length);
    }

    private StatementPlan analyze(String text, @Nullable SessionSettings settings) {
        SessionSettings assumed = settings == null ? SessionSettings.UNUSABLE : settings;
        return context.analyzer().analyze(text, state.schema(), assumed.dialect());
    }

    private void awaitIdentity(ByteBuf packet) {
        if (connectionLost(packet)) {
            return;
        }
        busy = true;
        awaitingIdentity = packet;
        askIdentity();
    }

    private void cacheable(ByteBuf packet, StatementPlan plan, int start, int length) {
        SessionTraits traits = state.traits();
        long barrier = state.barrier();
        if (traits == null
                || barrier == ResultCache.BARRIER_UNKNOWN
                || !ServerStatus.isAutocommitIdle(serverStatus())
                || moreToCome) {
            context.metrics().forwardIneligible();
            forwardStatement(packet, ReplyKind.RESULTS, Effect.NONE, false);
            return;
        }
        busy = true;
        ResultKey.Stored key = probe.set(traits, packet, start, length).store();
        context.cache().miss(key, plan.footprint(), barrier, client.channel().eventLoop(), new ResultCache.AfterMiss() {
            @Override
            public void serve(Answer answer) {
                serveAfterMiss(packet, answer);
            }

            @Override
            public void fill(FillLease lease) {
                fillAfterMiss(packet, lease);
            }

            @Override
            public void forward() {
                context.metrics().forward(DenyReason.NONE);
                forwardStatement(packet, ReplyKind.RESULTS, Effect.NONE, false);
                client.flushUnlessReading();
            }
        });
    }

    private void serveAfterMiss(ByteBuf packet, Answer answer) {
        context.metrics().hit();
        lastHit.remember(packet);
        packet.release();
        if (!closed) {
            client.write(answer.view());
            idle();
            client.flushUnlessReading();
        }
    }

    private void fillAfterMiss(ByteBuf packet, FillLease lease) {
        if (closed || connection().isClosed()) {
            lease.abandon();
            connectionLost(packet);
            return;
        }
        context.metrics().fill();
        forward(packet, ReplyKind.RESULTS, Effect.NONE, new Collector(lease), reply -> {});
        client.flushUnlessReading();
    }

    /** A statement too long to be analysed: what its first word says, if nothing else can hide behind it. */
    private void forwardLong(ByteBuf packet, int start, @Nullable SessionSettings settings) {
        String head = packet.toString(start, CLASSIFYING_PREFIX, StandardCharsets.US_ASCII);
        boolean isWrite = analyze(head, settings).kind() == StatementKind.WRITE;
        boolean alone = !hasCapability(Capability.MULTI_STATEMENTS);
        context.metrics().forward(DenyReason.TOO_COMPLEX);
        forwardStatement(packet, ReplyKind.RESULTS, isWrite && alone ? Effect.WRITE : Effect.TAINT, false);
    }

    private void otherCommand(ByteBuf packet) {
        context.metrics().command();
        int at = packet.readerIndex() + ARGUMENT_AT;
        int command = packet.getUnsignedByte(packet.readerIndex() + COMMAND_AT);
        switch (command) {
            case Command.QUIT -> {
                forwardWithoutReply(packet);
                flushOrigin();
                client.close();
            }
            case Command.INIT_DB ->
                forward(
                        packet,
                        ReplyKind.OUTCOME,
                        Effect.use(packet.toString(at, packet.writerIndex() - at, charset())));
            case Command.STATISTICS -> forward(packet, ReplyKind.ONE_PACKET, Effect.NONE);
            case Command.PROCESS_INFO -> forward(packet, ReplyKind.RESULTS, Effect.NONE);
            case Command.FIELD_LIST -> forward(packet, ReplyKind.COLUMNS, Effect.NONE);
            case Command.BINLOG_DUMP, Command.BINLOG_DUMP_GTID, Command.TABLE_DUMP ->
                forward(packet, ReplyKind.STREAM, Effect.TAINT);
            case Command.CHANGE_USER -> {
                if (connectionLost(packet)) {
                    return;
                }
                busy = true;
                loggedIn = false;
                login.relay(connection(), packet, capabilities);
            }
            case Command.RESET_CONNECTION ->
                forward(packet, ReplyKind.OUTCOME, Effect.FORGET, null, reply -> {
                    if (!reply.failed()) {
                        prepared.clear();
                        state.loggedIn(Integer.toUnsignedLong(capabilities));
                    }
                });
            case Command.STMT_PREPARE -> prepare(packet);
            case Command.STMT_EXECUTE, Command.MARIADB_STMT_BULK_EXECUTE -> execute(packet);
            case Command.STMT_FETCH -> forward(packet, ReplyKind.ROWS, Effect.NONE);
            case Command.STMT_CLOSE -> {
                if (packet.writerIndex() >= at + Integer.BYTES) {
                    prepared.remove(packet.getUnsignedIntLE(at));
                }
                forwardWithoutReply(packet);
            }
            case Command.STMT_SEND_LONG_DATA -> forwardWithoutReply(packet);
            case Command.PING, Command.STMT_RESET, Command.SET_OPTION ->
                forward(packet, ReplyKind.OUTCOME, Effect.NONE);
            default -> forward(packet, ReplyKind.OUTCOME, Effect.TAINT);
        }
    }

    private void prepare(ByteBuf packet) {
        int start = packet.readerIndex() + ARGUMENT_AT;
        int length = packet.writerIndex() - start;
        SessionSettings settings = state.settings();
        boolean legible = isLegible(packet, start, length, settings);
        if (!legible && settings == null && !state.isTainted()) {
            awaitIdentity(packet);
            return;
        }
        StatementPlan plan = legible && length <= LONGEST_ANALYSED
                ? analyze(packet.toString(start, length, charset()), settings)
                : null;
        forward(packet, ReplyKind.PREPARED, Effect.NONE, null, reply -> {
            if (!reply.failed() && plan != null) {
                prepared.put(reply.statementId(), plan);
            }
        });
    }

    private void execute(ByteBuf packet) {
        int at = packet.readerIndex() + ARGUMENT_AT;
        StatementPlan plan =
                packet.writerIndex() >= at + Integer.BYTES ? prepared.get(packet.getUnsignedIntLE(at)) : null;
        // A prepared SET takes its values from parameters, so nothing can be said of where it leads.
        Effect effect = plan == null
                ? Effect.TAINT
                : plan.kind() == StatementKind.SETTING ? Effect.FORGET : Effect.of(plan, "");
        forwardStatement(packet, ReplyKind.RESULTS, effect, plan == null || plan.usesDiagnostics());
    }

    // ---- forwarding
    // --------------------------------------------------------------------------------------------------

    /** Forwards something that runs a statement, so that the origin's diagnostics are of this one from now on. */
    private void forwardStatement(ByteBuf packet, ReplyKind kind, Effect effect, boolean usesDiagnostics) {
        if (usesDiagnostics && lastHit.isOwed() && !connection().isClosed()) {
            connection().send(lastHit.statement(client.channel().alloc()), ReplyKind.RESULTS, Discard.SINK);
        }
        lastHit.settled();
        forward(packet, kind, effect);
    }

    private void forward(ByteBuf packet, ReplyKind kind, Effect effect) {
        forward(packet, kind, effect, null, reply -> {});
    }

    private void forward(
            ByteBuf packet,
            ReplyKind kind,
            Effect effect,
            @Nullable Collector collector,
            Consumer<ReplyTracker> afterwards) {
        if (connectionLost(packet)) {
            if (collector != null) {
                collector.abandon();
            }
            return;
        }
        busy = true;
        if (effect.mayWrite()) {
            state.writeStarted();
        }
        connection().send(packet, kind, new Relay(this, client, collector, reply -> {
            if (effect.mayWrite()) {
                state.writeEnded();
            }
            effect.apply(state, reply);
            afterwards.accept(reply);
            idle();
        }));
        if (moreToCome) {
            // The rest of a long command is no command of its own.
            busy = false;
        }
    }

    private void continueCommand(ByteBuf packet) {
        if (connection().isClosed()) {
            packet.release();
        } else {
            busy = !moreToCome;
            relay(packet);
        }
    }

    private void forwardWithoutReply(ByteBuf packet) {
        if (connection().isClosed()) {
            packet.release();
        } else {
            relay(packet);
        }
    }

    /** If the origin is gone: says so to the client, for this command, and lets go of the packet. */
    private boolean connectionLost(ByteBuf packet) {
        if (!closed && !connection().isClosed()) {
            return false;
        }
        packet.release();
        if (!closed) {
            client.write(ErrPacket.originLost().encode(client.channel().alloc(), 1, true));
            client.flush();
            idle();
        }
        return true;
    }

    /** The command under way is done. */
    void idle() {
        busy = false;
        if (draining && mayStop()) {
            client.close();
        }
        client.handOver();
    }

    /** The origin was lost in the middle of a reply. */
    void replyLost(boolean anythingSent) {
        if (closed) {
            return;
        }
        ReplyTracker reply = connection().reply();
        if (!anythingSent) {
            client.write(ErrPacket.originLost().encode(client.channel().alloc(), 1, loggedIn));
        } else if (reply.isBetweenPackets() && loggedIn) {
            client.write(ErrPacket.originLost().encode(client.channel().alloc(), reply.nextSequenceId(), true));
        } else {
            client.close();
            return;
        }
        client.flush();
        if (!loggedIn) {
            client.close();
        } else {
            idle();
        }
    }

    // ---- the two channels
    // --------------------------------------------------------------------------------------------

    @Override
    public void onReadComplete() {
        client.flush();
        flushOrigin();
    }

    @Override
    public void onWritable(boolean writable) {
        client.originKeepsUp(writable);
    }

    @Override
    public void onClosed() {
        if (closed) {
            return;
        }
        context.metrics().originLost();
        ByteBuf waiting = awaitingIdentity;
        if (waiting != null) {
            awaitingIdentity = null;
            connectionLost(waiting);
        }
        if (!loggedIn) {
            client.close();
        }
    }

    /** Whether the client takes its answers; while it does not, the origin is not read. */
    void clientKeepsUp(boolean keepsUp) {
        if (origin != null) {
            origin.readable(keepsUp);
        }
    }

    void flushOrigin() {
        if (origin != null) {
            origin.flush();
        }
    }

    /** The client is gone. */
    void closed() {
        if (closed) {
            return;
        }
        closed = true;
        context.metrics().closed();
        if (awaitingIdentity != null) {
            awaitingIdentity.release();
            awaitingIdentity = null;
        }
        if (origin != null) {
            origin.close();
        }
    }

    /** Ends the session as soon as nothing is under way: no statement, no transaction. */
    void drain() {
        draining = true;
        if (mayStop()) {
            client.close();
        }
    }

    private boolean mayStop() {
        return !busy && (!loggedIn || (serverStatus() & ServerStatus.IN_TRANSACTION) == 0);
    }

    private int serverStatus() {
        return connection().reply().serverStatus();
    }

    private boolean hasCapability(int capability) {
        return (capabilities & capability) != 0;
    }

    private Charset charset() {
        SessionSettings settings = state.settings();
        return settings == null ? StandardCharsets.UTF_8 : settings.charset();
    }

    private OriginConnection connection() {
        OriginConnection connection = origin;
        if (connection == null) {
            throw new IllegalStateException("a command before the origin's greeting");
        }
        return connection;
    }
}
