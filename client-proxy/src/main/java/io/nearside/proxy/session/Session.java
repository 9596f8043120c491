package io.nearside.proxy.session;

import io.nearside.proxy.cache.ResultCache;
import io.nearside.proxy.origin.OriginConnection;
import io.nearside.proxy.origin.OriginConnector;
import io.nearside.proxy.origin.OriginListener;
import io.nearside.proxy.sql.StatementAnalyzer;
import io.nearside.proxy.wire.Capability;
import io.nearside.proxy.wire.Command;
import io.nearside.proxy.wire.ErrPacket;
import io.nearside.proxy.wire.Greeting;
import io.nearside.proxy.wire.PacketDecoder;
import io.nearside.proxy.wire.ReplyKind;
import io.nearside.proxy.wire.ServerStatus;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One client's session, from its login to its end. One command is under way at a time; commands that come meanwhile wait in
 * {@link ClientChannel}. Statements are {@link StatementRouter}'s, every other command is relayed from here.
 *
 * <p>Owned by one event loop, which its client and origin channels share.
 */
final class Session implements OriginListener {
    private static final int COMMAND_AT = PacketDecoder.HEADER;
    private static final int ARGUMENT_AT = COMMAND_AT + 1;
    private static final int MULTI_STATEMENTS_ON = 0;

    /** Commands that run or prepare statements: these may never reach the origin. */
    private static final Set<Integer> COUNTED_APART =
            Set.of(Command.QUERY, Command.STMT_PREPARE, Command.STMT_EXECUTE, Command.MARIADB_STMT_BULK_EXECUTE);

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
    private final OriginSide origin;
    private final LoginRelay login;
    private final StatementRouter statements;
    private final PreparedRouter prepared;
    private final IdentityWait identity;
    private final KeepAlive keepAlive;

    private int capabilities;
    private boolean mySql;
    private boolean multiStatements;
    private boolean loggedIn;
    private boolean busy = true;
    private boolean closed;
    private boolean draining;

    /** The command under way is continued by the next packets: its last one was as long as packets get. */
    private boolean moreToCome;

    /** What is left of that command is not wanted; and what it is answered with then. */
    private boolean dropping;

    private @Nullable ByteBuf refusal;

    private boolean replyDue;
    private int replyNumber;

    Session(Context context, ClientChannel client) {
        this.context = context;
        this.client = client;
        this.state = new SessionState(context.cache(), context.memo());
        this.origin = new OriginSide(this, client, state);
        this.login = new LoginRelay(this, origin, client, context.metrics());
        this.identity = new IdentityWait(this, origin, client, state);
        StatementTexts texts = new StatementTexts(context.analyzer(), state);
        CacheableReads reads = new CacheableReads(this, context, client, state, origin, texts);
        this.statements = new StatementRouter(this, context, client, state, origin, identity, texts, reads);
        this.prepared = new PreparedRouter(this, context, client, state, origin, identity, texts, reads);
        this.keepAlive = new KeepAlive(this, origin, client.channel());
    }

    // ---- opening and login

    /** The client is connected: its login is relayed to an origin connection of its own. */
    void open() {
        context.metrics().opened();
        context.connector().connect(client.channel().eventLoop(), this, this::originConnected, this::originUnreachable);
    }

    private void originConnected(OriginConnection connection) {
        if (closed) {
            connection.close();
        } else {
            origin.connected(connection);
            login.begin();
        }
    }

    private void originUnreachable(Throwable cause) {
        context.metrics().originUnreachable();
        if (!closed) {
            String reason = String.valueOf(cause.getMessage());
            client.closeWith(ErrPacket.originUnreachable(context.connector().address(), reason)
                    .encode(client.channel().alloc(), 0, false));
        }
    }

    /** The origin let the client in. */
    void loggedIn(int agreedCapabilities) {
        capabilities = agreedCapabilities;
        multiStatements |= (agreedCapabilities & Capability.MULTI_STATEMENTS) != 0;
        client.loggedIn();
        origin.connection().deprecateEof(deprecatesEof());
        origin.connection().sessionTrack((agreedCapabilities & Capability.SESSION_TRACK) != 0);
        loggedIn = true;
        startAnew();
        identity.ask();
        idle();
    }

    /** The origin did not let the client become somebody else; whether it goes on with the session, is its affair. */
    void stillLoggedIn() {
        loggedIn = true;
        startAnew();
        idle();
    }

    private void startAnew() {
        origin.forgetLastHit();
        prepared.forgetAll();
        state.loggedIn(Integer.toUnsignedLong(capabilities));
    }

    boolean isLoggedIn() {
        return loggedIn;
    }

    /** Whether the origin is MySQL, not MariaDB. */
    boolean isWithMySql() {
        return mySql;
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether one text may hold several statements. */
    boolean mayHoldSeveralStatements() {
        return multiStatements;
    }

    boolean deprecatesEof() {
        return (capabilities & Capability.DEPRECATE_EOF) != 0;
    }

    /** Whether the client said at its login that it would send the origin files. */
    boolean offersFiles() {
        return (capabilities & Capability.LOCAL_FILES) != 0;
    }

    // ---- commands

    /** Whether a command is under way, so that the next must wait. */
    boolean isBusy() {
        return busy;
    }

    /** The next packet waits until {@link #idle}; but the rest of a long command is no command of its own. */
    void commandStarted() {
        replyDue = true;
        busy = !moreToCome;
    }

    /** The command under way must wait for something. */
    void suspend() {
        busy = true;
    }

    /** What a command without a reply waited for is there, or will not be. */
    void goOn() {
        busy = false;
        client.handOver();
    }

    /** Answers the command under way with an error of the node's own; the session goes on. */
    void refuseStatement(ErrPacket error) {
        refuse(error.encode(client.channel().alloc(), 0, true));
    }

    /** Answers the command under way with an error, as soon as all of it has come. Takes over the packet. */
    void refuse(ByteBuf error) {
        if (moreToCome) {
            refusal = error;
            drop();
        } else {
            client.write(error.setByte(error.readerIndex() + COMMAND_AT - 1, replyNumber));
            idle();
        }
    }

    /** Nobody wants what is left of the command under way, which has no other reply than {@link #refuse}'s. */
    void drop() {
        dropping = moreToCome;
        replyDue = false;
        goOn();
    }

    private void dropRest(ByteBuf packet) {
        packet.release();
        dropping = moreToCome;
        ByteBuf error = refusal;
        if (!dropping && error != null) {
            refusal = null;
            refuse(error);
        }
    }

    /** What the command waited for is there. Takes over the packet. */
    void resume(ByteBuf packet) {
        busy = false;
        dispatch(packet);
        client.handOver();
    }

    /** A statement was answered without the origin. */
    void served() {
        SessionSettings settings = state.settings();
        if (settings != null) {
            keepAlive.served(settings.idleSeconds());
        }
    }

    /** Whether a part of the command under way has not come yet. */
    boolean isCommandIncomplete() {
        return moreToCome;
    }

    /** The number of the packet that answers the client's last one. */
    int replyNumber() {
        return replyNumber;
    }

    /** The client was greeted in the name of this origin: its answer is packet 1. */
    void greeted(Greeting greeting) {
        mySql = !greeting.isMariaDb();
        replyNumber = 2;
        idle();
    }

    /** The command under way is done. */
    void idle() {
        replyDue = false;
        busy = false;
        if (draining && mayStop()) {
            client.close();
        }
        client.handOver();
    }

    /**
     * Takes the packet if the origin waits for it in the middle of a reply: as part of a login, or of a local file. Of a
     * login, only the one packet whose turn it is: a command slipped in there would be answered when nobody expects it, and
     * its answer taken for that of another.
     */
    boolean takesPart(ByteBuf packet) {
        if (!origin.awaitsClient()) {
            return false;
        }
        int number = number(packet);
        if (loggedIn || number == origin.nextNumber()) {
            replyNumber = following(number);
            origin.forwardAwaited(packet);
            return true;
        }
        if (number == 0) {
            return false;
        }
        packet.release();
        client.refuse(ErrPacket.outOfOrder(origin.nextNumber(), number));
        return true;
    }

    /** Takes one packet, a command; called only when not {@link #isBusy busy}. Takes over the packet. */
    void command(ByteBuf packet) {
        int number = number(packet);
        replyNumber = following(number);
        if (!loggedIn) {
            busy = true;
            login.answer(packet);
            return;
        }
        boolean wasContinued = moreToCome;
        moreToCome = packet.readableBytes() - PacketDecoder.HEADER == PacketDecoder.MAX_PAYLOAD;
        if (wasContinued && dropping) {
            dropRest(packet);
        } else if (wasContinued) {
            busy = replyDue && !moreToCome;
            origin.forwardWithoutReply(packet);
        } else if (number != 0) {
            packet.release();
            client.refuse(ErrPacket.outOfOrder(0, number));
        } else if (packet.readableBytes() == PacketDecoder.HEADER) {
            packet.release();
            client.refuse(ErrPacket.malformed("an empty packet is no command"));
        } else {
            dispatch(packet);
        }
    }

    private static int number(ByteBuf packet) {
        return packet.getUnsignedByte(packet.readerIndex() + PacketDecoder.HEADER - 1);
    }

    private static int following(int number) {
        return (number + 1) & 0xFF;
    }

    private void dispatch(ByteBuf packet) {
        int command = packet.getUnsignedByte(packet.readerIndex() + COMMAND_AT);
        if (!COUNTED_APART.contains(command)) {
            context.metrics().command();
        }
        switch (command) {
            case Command.QUERY -> statements.query(packet);
            case Command.STMT_PREPARE -> prepared.prepare(packet);
            case Command.STMT_EXECUTE -> prepared.execute(packet);
            case Command.MARIADB_STMT_BULK_EXECUTE -> prepared.executeBulk(packet);
            case Command.STMT_CLOSE -> prepared.close(packet);
            case Command.STMT_SEND_LONG_DATA -> prepared.longData(packet);
            case Command.STMT_FETCH -> prepared.fetch(packet);
            case Command.STMT_RESET -> prepared.reset(packet);
            case Command.PING -> origin.forward(packet, ReplyKind.OUTCOME, Effect.NONE);
            case Command.INIT_DB -> selectSchema(packet);
            case Command.STATISTICS -> origin.forward(packet, ReplyKind.ONE_PACKET, Effect.NONE);
            case Command.PROCESS_INFO -> origin.forward(packet, ReplyKind.RESULTS, Effect.NONE);
            case Command.FIELD_LIST -> origin.forward(packet, ReplyKind.COLUMNS, Effect.NONE);
            case Command.SET_OPTION -> setOption(packet);
            case Command.RESET_CONNECTION -> resetConnection(packet);
            case Command.CHANGE_USER -> changeUser(packet);
            case Command.QUIT -> quit(packet);
            case Command.BINLOG_DUMP, Command.BINLOG_DUMP_GTID, Command.TABLE_DUMP ->
                origin.forward(packet, ReplyKind.STREAM, Effect.TAINT);
            default -> origin.forward(packet, ReplyKind.OUTCOME, Effect.TAINT);
        }
    }

    private void selectSchema(ByteBuf packet) {
        int at = packet.readerIndex() + ARGUMENT_AT;
        int length = packet.writerIndex() - at;
        boolean plain = StatementText.meansTheSameInEveryDialect(packet, at, length);
        Effect effect = plain ? Effect.use(packet.toString(at, length, StandardCharsets.US_ASCII)) : Effect.FORGET;
        origin.forgetLastHit();
        origin.forward(packet, ReplyKind.OUTCOME, effect);
    }

    private void setOption(ByteBuf packet) {
        int at = packet.readerIndex() + ARGUMENT_AT;
        boolean on = packet.writerIndex() >= at + Short.BYTES && packet.getUnsignedShortLE(at) == MULTI_STATEMENTS_ON;
        multiStatements |= on;
        origin.forward(packet, ReplyKind.OUTCOME, Effect.NONE);
    }

    private void resetConnection(ByteBuf packet) {
        origin.forward(packet, ReplyKind.OUTCOME, Effect.FORGET, null, reply -> {
            if (!reply.failed()) {
                startAnew();
            }
        });
    }

    private void changeUser(ByteBuf packet) {
        if (!origin.refusedAsGone(packet)) {
            busy = true;
            loggedIn = false;
            login.changeUser(packet, capabilities);
        }
    }

    private void quit(ByteBuf packet) {
        origin.forwardWithoutReply(packet);
        origin.flush();
        client.close();
    }

    // ---- the two channels

    @Override
    public void onReadComplete() {
        client.flush();
        origin.flush();
    }

    @Override
    public void onWritable(boolean writable) {
        client.originKeepsUp(writable);
    }

    @Override
    public void onFailure() {
        client.abort();
    }

    @Override
    public void onClosed() {
        if (closed) {
            return;
        }
        context.metrics().originLost();
        identity.originLost();
        if (!loggedIn) {
            client.close();
        }
    }

    /** Whether the client takes its answers; while it does not, the origin is not read. */
    void clientKeepsUp(boolean keepsUp) {
        origin.readable(keepsUp);
    }

    void flushOrigin() {
        origin.flush();
    }

    /** The client is gone. */
    void closed() {
        if (closed) {
            return;
        }
        closed = true;
        context.metrics().closed();
        identity.close();
        keepAlive.close();
        if (refusal != null) {
            refusal.release();
        }
        origin.close();
    }

    /** Ends the session as soon as nothing is under way: no statement, no transaction. */
    void drain() {
        draining = true;
        if (mayStop()) {
            client.close();
        }
    }

    private boolean mayStop() {
        return !busy && (!loggedIn || (origin.serverStatus() & ServerStatus.IN_TRANSACTION) == 0);
    }
}
