package io.nearside.proxy.session;

import io.nearside.proxy.auth.Credential;
import io.nearside.proxy.auth.KnownAccounts;
import io.nearside.proxy.cache.ResultCache;
import io.nearside.proxy.cache.SessionTraits;
import io.nearside.proxy.origin.OriginConnection;
import io.nearside.proxy.origin.OriginListener;
import io.nearside.proxy.pool.IdentityProbe;
import io.nearside.proxy.pool.LoginKey;
import io.nearside.proxy.pool.LoginProfiles;
import io.nearside.proxy.pool.OriginIdentity;
import io.nearside.proxy.pool.OriginLogin;
import io.nearside.proxy.pool.OriginPool;
import io.nearside.proxy.pool.Place;
import io.nearside.proxy.pool.PooledConnection;
import io.nearside.proxy.pool.SessionSettings;
import io.nearside.proxy.session.ClientLogin.Admission;
import io.nearside.proxy.session.ClientLogin.LoginRequest;
import io.nearside.proxy.sql.StatementAnalyzer;
import io.nearside.proxy.wire.Capability;
import io.nearside.proxy.wire.ChangeUserRequest;
import io.nearside.proxy.wire.Command;
import io.nearside.proxy.wire.ErrPacket;
import io.nearside.proxy.wire.GreetingPacket;
import io.nearside.proxy.wire.MalformedPacketException;
import io.nearside.proxy.wire.OkPacket;
import io.nearside.proxy.wire.PacketDecoder;
import io.nearside.proxy.wire.ReplyKind;
import io.nearside.proxy.wire.ServerStatus;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
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

    /** Commands that may not need the origin. */
    private static final Set<Integer> ANSWERED_HERE = Set.of(
            Command.QUERY,
            Command.PING,
            Command.QUIT,
            Command.CHANGE_USER,
            Command.STMT_PREPARE,
            Command.STMT_EXECUTE,
            Command.STMT_CLOSE);

    /** What sessions of one node share. */
    record Context(
            ClientLogin.Context login,
            LoginProfiles profiles,
            Function<EventLoop, OriginPool> pools,
            Sessions sessions,
            ResultCache cache,
            StatementAnalyzer analyzer,
            SettingsMemo memo,
            SessionMetrics metrics) {}

    private final Context context;
    private final ClientChannel client;
    private final SessionState state;
    private final OriginSide origin;
    private final ClientLogin login;
    private final int id;
    private final StatementRouter statements;
    private final PreparedRouter prepared;
    private final IdentityWait identity;
    private final KeepAlive keepAlive;
    private final Kill kill;
    /** As which the client has logged in; read on any thread. */
    private volatile @Nullable String user;

    private int capabilities;
    private int extendedCapabilities;
    private boolean mySql;
    private boolean multiStatements;
    private boolean loggedIn;

    /** The client, who was logged in, asks to be somebody else. */
    private boolean changing;

    private int expectedNumber;
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
        this.state = new SessionState(context.cache(), context.memo(), context.metrics()::pinned);
        this.origin = new OriginSide(this, client, state);
        this.id = context.sessions().opened(this);
        this.login = new ClientLogin(context.login(), this, client, new LoginOutcome());
        this.identity = new IdentityWait(this, origin, client, state);
        StatementTexts texts = new StatementTexts(context.analyzer(), state);
        CacheableReads reads = new CacheableReads(this, context, client, state, origin, texts);
        this.statements = new StatementRouter(this, context, client, state, origin, identity, texts, reads);
        this.prepared = new PreparedRouter(this, context, client, state, origin, identity, texts, reads);
        origin.prepared(prepared::all);
        this.kill = new Kill(this, context.sessions(), client, origin);
        this.keepAlive = new KeepAlive(this, origin, client.channel());
    }

    // ---- opening and login

    /** The client is connected. */
    void open() {
        context.metrics().opened();
        login.begin();
    }

    /** The session's number at this node, as clients are told. */
    int id() {
        return id;
    }

    /** Where the session is to be talked to. Any thread. */
    EventLoop loop() {
        return client.channel().eventLoop();
    }

    /** Whether both have logged in as the same user. Any thread. */
    boolean isOf(Session other) {
        String own = user;
        return own != null && own.equals(other.user);
    }

    /** Keeps the connection, if there is one, until {@link #releaseConnection}; what the origin calls it. */
    long holdConnection() {
        return origin.hold();
    }

    void releaseConnection() {
        origin.release();
    }

    /** Somebody has killed the session. */
    void end() {
        client.close();
    }

    /** What a client's login comes to. */
    private final class LoginOutcome implements ClientLogin.Listener {
        @Override
        public void known(LoginRequest request, KnownAccounts.Account account) {
            context.metrics().loginLocal();
            LoginKey key = key(request, account.credential());
            renew(request, key, account);
            LoginProfiles.Profile profile = context.profiles().find(key, request.schema(), account.version());
            if (profile != null) {
                origin.uses(pool(), key, profile.serverStatus());
                loggedIn(request, profile);
                return;
            }
            pool().acquire(key, new Place(request.schema(), null, List.of(), 0), origin, new OriginPool.Receiver() {
                @Override
                public boolean isWaiting() {
                    return !closed;
                }

                @Override
                public void ready(PooledConnection connection) {
                    attached(request, connection);
                }

                @Override
                public void refused(ByteBuf error) {
                    LoginOutcome.this.refused(error);
                }
            });
        }

        /** Once in a while the origin is asked again whether it would let the account in. */
        private void renew(LoginRequest request, LoginKey key, KnownAccounts.Account account) {
            if (context.login().accounts().isToBeRenewed(request.user())) {
                pool().renew(key, request.schema(), new Renewal(context, key, request.schema(), account.plugin()));
            }
        }

        private void attached(LoginRequest request, PooledConnection connection) {
            OriginIdentity login = connection.atLogin();
            OriginIdentity identity = new OriginIdentity(login.account(), request.schema(), login.settings());
            int status = connection.connection().reply().serverStatus() & ServerStatus.OF_SESSION;
            LoginProfiles.Profile profile = new LoginProfiles.Profile(identity, status, connection.version());
            context.profiles().learn(connection.key(), request.schema(), profile);
            origin.uses(pool(), connection.key(), status);
            origin.attached(connection);
            loggedIn(request, profile);
        }

        @Override
        public void admitted(LoginRequest request, Admission admission) {
            context.metrics().loginAtOrigin();
            OriginConnection connection = admission.connection();
            boolean deprecateEof = (request.capabilities() & Capability.DEPRECATE_EOF) != 0;
            connection.deprecateEof(deprecateEof);
            connection.sessionTrack((request.capabilities() & Capability.SESSION_TRACK) != 0);
            Credential credential = admission.credential();
            if (credential == null) {
                connection.listener(new PermittedConnection(Session.this, admission.permit()));
                origin.keeps(connection);
                welcome(request, admission.serverStatus());
                state.loggedIn(resultCapabilities(), admission.version());
                state.pin(Pin.RELAYED_LOGIN);
                identity.ask();
                idle();
                return;
            }
            LoginKey key = key(request, credential);
            connection.listener(new PermittedConnection(Session.this, admission.permit()));
            IdentityProbe.send(
                    connection,
                    connection.allocator(),
                    deprecateEof,
                    found -> {
                        if (closed) {
                            connection.close();
                            return;
                        }
                        OriginLogin.Done done =
                                new OriginLogin.Done(found, admission.serverStatus(), admission.version());
                        attached(request, pool().adopt(key, connection, admission.permit(), done, origin));
                    },
                    this::lost);
        }

        private LoginKey key(LoginRequest request, Credential credential) {
            return new LoginKey(
                    request.user(),
                    credential,
                    request.capabilities(),
                    request.extendedCapabilities(),
                    request.collation());
        }

        @Override
        public void refused(ByteBuf error) {
            if (closed) {
                error.release();
                return;
            }
            context.metrics().loginRefused();
            error.setByte(error.readerIndex() + COMMAND_AT - 1, replyNumber);
            if (changing && !mySql) {
                changing = false;
                loggedIn = true;
                client.write(error);
                idle();
                client.flushUnlessReading();
            } else {
                client.closeWith(error);
            }
        }

        @Override
        public void lost() {
            if (!closed) {
                context.metrics().originLost();
                client.closeWith(ErrPacket.originLost().encode(client.channel().alloc(), replyNumber, false));
            }
        }
    }

    /** The pool of this session's event loop. */
    OriginPool pool() {
        return context.pools().apply(client.channel().eventLoop());
    }

    /** The client is in, in a state that is known. */
    private void loggedIn(LoginRequest request, LoginProfiles.Profile profile) {
        welcome(request, profile.serverStatus());
        state.loggedIn(resultCapabilities(), profile.version(), profile.identity());
        idle();
    }

    /** What was agreed upon, as far as answers depend on it. */
    private long resultCapabilities() {
        return Integer.toUnsignedLong(capabilities & ~LoginKey.OF_LINK)
                | Integer.toUnsignedLong(extendedCapabilities) << SessionTraits.FIRST_FREE_BIT;
    }

    private void welcome(LoginRequest request, int serverStatus) {
        user = request.user();
        capabilities = request.capabilities();
        extendedCapabilities = request.extendedCapabilities();
        multiStatements = (capabilities & Capability.MULTI_STATEMENTS) != 0;
        changing = false;
        loggedIn = true;
        client.loggedIn();
        identity.forget();
        origin.forgetLastHit();
        origin.beginAnew();
        prepared.forgetAll();
        client.write(OkPacket.encode(client.channel().alloc(), replyNumber, serverStatus));
        if ((capabilities & Capability.COMPRESS) != 0) {
            client.compress();
        }
        client.flushUnlessReading();
    }

    private void startAnew() {
        origin.forgetLastHit();
        origin.beginAnew();
        prepared.forgetAll();
        state.reset();
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
        if (closed) {
            error.release();
        } else if (moreToCome) {
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

    /** A packet of that number was sent, and the reply goes on. */
    void replied() {
        replyNumber = following(replyNumber);
    }

    /** The client was greeted in the name of this origin: its answer is packet 1. */
    void greeted(GreetingPacket greeting) {
        mySql = !greeting.isMariaDb();
        expectedNumber = 1;
        idle();
    }

    /** The client asks for TLS, in a packet of this number; whether it may, now. */
    boolean beginsTls(int number) {
        replyNumber = following(number);
        if (busy || loggedIn || number != expectedNumber) {
            return false;
        }
        expectedNumber = replyNumber;
        login.tlsBegins();
        return true;
    }

    /** What a login of this kind leads to is to be asked anew. */
    void forgetProfile(LoginKey key) {
        context.profiles().forget(key);
    }

    /** Has the origin asked how the session is set, while nothing is under way. */
    void askIdentity() {
        identity.ask();
    }

    /** The client was asked something in its login: what it sends next is the answer. */
    void awaitLogin() {
        expectedNumber = following(replyNumber);
        busy = false;
        client.handOver();
    }

    /** The command under way is done. */
    void idle() {
        replyDue = false;
        busy = false;
        if (draining && mayStop()) {
            client.close();
        }
        client.handOver();
        if (!busy) {
            origin.rest();
        }
    }

    /**
     * Takes the packet if the origin waits for it in the middle of a reply, as part of a local file.
     */
    boolean takesPart(ByteBuf packet) {
        if (!origin.awaitsClient()) {
            return false;
        }
        replyNumber = following(number(packet));
        origin.forwardAwaited(packet);
        return true;
    }

    /** Takes one packet, a command; called only when not {@link #isBusy busy}. Takes over the packet. */
    void command(ByteBuf packet) {
        int number = number(packet);
        replyNumber = following(number);
        if (!loggedIn) {
            busy = true;
            if (number == expectedNumber) {
                login.packet(packet);
            } else {
                packet.release();
                client.refuse(
                        ErrPacket.badHandshake("packet number " + number + " where " + expectedNumber + " comes next"));
            }
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
        if (!origin.isAttached() && !ANSWERED_HERE.contains(command)) {
            origin.attachFor(packet);
            return;
        }
        switch (command) {
            case Command.QUERY -> query(packet);
            case Command.STMT_PREPARE -> prepared.prepare(packet);
            case Command.STMT_EXECUTE -> prepared.execute(packet);
            case Command.MARIADB_STMT_BULK_EXECUTE -> prepared.executeBulk(packet);
            case Command.STMT_CLOSE -> prepared.close(packet);
            case Command.STMT_SEND_LONG_DATA -> prepared.longData(packet);
            case Command.STMT_FETCH -> prepared.fetch(packet);
            case Command.STMT_RESET -> prepared.reset(packet);
            case Command.PROCESS_KILL -> processKill(packet);
            case Command.PING -> ping(packet);
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

    private void query(ByteBuf packet) {
        if (!kill.takesStatement(packet)) {
            statements.query(packet);
        }
    }

    private void processKill(ByteBuf packet) {
        if (!kill.takesCommand(packet)) {
            origin.forward(packet, ReplyKind.OUTCOME, Effect.NONE);
        }
    }

    private void ping(ByteBuf packet) {
        if (origin.isAttached()) {
            origin.forward(packet, ReplyKind.OUTCOME, Effect.NONE);
        } else {
            packet.release();
            client.write(OkPacket.encode(client.channel().alloc(), replyNumber, origin.serverStatus()));
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
        origin.forward(packet, ReplyKind.OUTCOME, Effect.RESET, null, reply -> {
            if (!reply.failed()) {
                startAnew();
            }
        });
    }

    private void changeUser(ByteBuf packet) {
        busy = true;
        loggedIn = false;
        changing = true;
        try {
            ChangeUserRequest request = ChangeUserRequest.read(packet, capabilities, 0);
            login.judge(new LoginRequest(
                    request.user(),
                    request.authResponse(),
                    request.plugin(),
                    request.schema().isEmpty() ? null : request.schema(),
                    capabilities,
                    extendedCapabilities,
                    request.collation() & 0xFF,
                    request.attributes()));
        } catch (MalformedPacketException e) {
            client.refuse(ErrPacket.malformed(String.valueOf(e.getMessage())));
        } finally {
            packet.release();
        }
    }

    private void quit(ByteBuf packet) {
        packet.release();
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

    /** The session goes on with the next connection that it needs. */
    void connectionLost() {
        context.metrics().originLost();
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
        context.sessions().closed(id);
        login.close();
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
