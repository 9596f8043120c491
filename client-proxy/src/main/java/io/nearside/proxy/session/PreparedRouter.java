package io.nearside.proxy.session;

import io.nearside.proxy.cache.Answer;
import io.nearside.proxy.cache.FillLease;
import io.nearside.proxy.cache.Recency;
import io.nearside.proxy.cache.ResultCache;
import io.nearside.proxy.cache.ResultKey;
import io.nearside.proxy.cache.SessionTraits;
import io.nearside.proxy.cache.SessionTraits.Form;
import io.nearside.proxy.origin.ReplySink;
import io.nearside.proxy.sql.NodeSetting;
import io.nearside.proxy.sql.Parameter;
import io.nearside.proxy.sql.StatementKind;
import io.nearside.proxy.sql.StatementPlan;
import io.nearside.proxy.wire.ErrPacket;
import io.nearside.proxy.wire.Execution;
import io.nearside.proxy.wire.MalformedPacketException;
import io.nearside.proxy.wire.PacketDecoder;
import io.nearside.proxy.wire.PrepareReply;
import io.nearside.proxy.wire.ReplyKind;
import io.nearside.proxy.wire.ReplyTracker;
import io.netty.buffer.ByteBuf;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way of a prepared statement. What a reading one is prepared to is remembered like a result, and so is what its
 * executions give, by text, types and values; the origin prepares it when it must run there.
 *
 * <p>Owned by the session's event loop. Every method that takes a packet takes it over.
 */
final class PreparedRouter {
    private static final int TEXT_AT = PacketDecoder.HEADER + 1;

    /** An id by which MariaDB's clients mean the statement prepared last. */
    private static final int LAST = -1;

    /** Ids begin where those of an origin's connection do not reach, so that none is taken for another. */
    private static final int FIRST_ID = 0x4000_0000;

    /** More statements than this are not kept from the origin, which knows how many are too many. */
    private static final int MOST_HELD = 256;

    private final Session session;
    private final Session.Context context;
    private final ClientChannel client;
    private final SessionState state;
    private final OriginSide origin;
    private final IdentityWait identity;
    private final StatementTexts texts;
    private final CacheableReads reads;
    private final ResultKey.Probe probe = new ResultKey.Probe();
    private final IntObjectMap<PreparedStatement> statements = new IntObjectHashMap<>();
    private int lastId = FIRST_ID - 1;

    PreparedRouter(
            Session session,
            Session.Context context,
            ClientChannel client,
            SessionState state,
            OriginSide origin,
            IdentityWait identity,
            StatementTexts texts,
            CacheableReads reads) {
        this.session = session;
        this.context = context;
        this.client = client;
        this.state = state;
        this.origin = origin;
        this.identity = identity;
        this.texts = texts;
        this.reads = reads;
    }

    // ---- COM_STMT_PREPARE

    void prepare(ByteBuf packet) {
        int start = packet.readerIndex() + TEXT_AT;
        int length = packet.writerIndex() - start;
        if (!state.isTainted() && (texts.isUnclear(packet, start, length) || wouldPin(packet, start, length))) {
            identity.await(packet);
            return;
        }
        if (texts.nodeSetting(packet, start, length) != null) {
            packet.release();
            session.refuseStatement(ErrPacket.settingPrepared(NodeSetting.VARIABLE));
            return;
        }
        boolean analysed = !StatementTexts.isLong(length) && texts.isLegible(packet, start, length);
        StatementPlan plan = analysed ? texts.analyze(texts.text(packet, start, length), List.of()) : null;
        if (plan != null && !state.isTainted() && texts.mustKnowSettings(plan)) {
            identity.await(packet);
            return;
        }
        // A long one is not read, and so never prepared by anybody else than its sender.
        byte[] text = new byte[StatementTexts.isLong(length) ? 0 : length];
        packet.getBytes(start, text);
        SessionTraits traits = state.traits();
        PreparedStatement statement = new PreparedStatement(nextId(), text, plan, traits, origin);
        boolean mayBeKnown = origin.isAutocommitIdle() && origin.heldCount() < MOST_HELD;
        if (plan != null && plan.kind() == StatementKind.CACHEABLE_READ && traits != null && mayBeKnown) {
            define(packet, statement, plan, traits);
        } else {
            atOrigin(packet, statement, null);
        }
    }

    /** Whether nobody could prepare it anew at another connection, as nobody knows under which settings it was prepared. */
    private boolean wouldPin(ByteBuf packet, int start, int length) {
        return state.settings() == null
                && state.isMovableOnceKnown()
                && (StatementTexts.isLong(length) || !StatementText.mayUseDiagnostics(packet, start, length));
    }

    /** Never one that a client could take for {@link #LAST}, nor one that is in use. */
    private int nextId() {
        do {
            lastId = lastId == Integer.MAX_VALUE ? FIRST_ID : lastId + 1;
        } while (statements.containsKey(lastId));
        return lastId;
    }

    /** A reading statement: what it is prepared to may be known. */
    private void define(ByteBuf packet, PreparedStatement statement, StatementPlan plan, SessionTraits traits) {
        ResultKey.Probe key =
                probe.begin(traits.in(Form.PREPARE)).add(statement.text()).end();
        Answer known = origin.hasNoDiagnostics() ? reads.lookup(key) : null;
        Recency recency = state.recency();
        if (known != null) {
            defined(packet, statement, known);
        } else if (recency == null) {
            atOrigin(packet, statement, null);
        } else {
            session.commandStarted();
            context.cache()
                    .miss(
                            key.store(),
                            plan.definitions(),
                            plan.maxStalenessNanos(),
                            recency,
                            client.channel().eventLoop(),
                            new AfterMiss(packet, statement));
        }
    }

    /** Does with a statement to prepare what the cache says. */
    private final class AfterMiss implements ResultCache.AfterMiss {
        private final ByteBuf packet;
        private final PreparedStatement statement;

        AfterMiss(ByteBuf packet, PreparedStatement statement) {
            this.packet = packet;
            this.statement = statement;
        }

        @Override
        public void serve(Answer answer) {
            if (session.isClosed()) {
                packet.release();
            } else if (origin.hasNoDiagnostics()) {
                defined(packet, statement, answer);
                session.idle();
                client.flushUnlessReading();
            } else {
                forward();
            }
        }

        @Override
        public void fill(FillLease lease) {
            atOrigin(packet, statement, lease);
            client.flushUnlessReading();
        }

        @Override
        public void forward() {
            atOrigin(packet, statement, null);
            client.flushUnlessReading();
        }
    }

    /** The client learns what it wants to know; the origin hears of the statement if it must run. */
    private void defined(ByteBuf packet, PreparedStatement statement, Answer answer) {
        packet.release();
        session.served();
        origin.hold(statement);
        client.write(register(statement, PrepareReply.of(answer.packets())));
    }

    private void atOrigin(ByteBuf packet, PreparedStatement statement, @Nullable FillLease lease) {
        origin.attach(() -> atConnection(packet, statement, lease), error -> {
            packet.release();
            if (lease != null) {
                lease.abandon();
            }
            session.refuse(error);
        });
    }

    private void atConnection(ByteBuf packet, PreparedStatement statement, @Nullable FillLease lease) {
        if (origin.refusedAsGone(packet)) {
            if (lease != null) {
                lease.abandon();
            }
            return;
        }
        context.metrics().command();
        session.commandStarted();
        origin.prepareHeld();
        origin.connection().send(packet, ReplyKind.PREPARED, new Prepared(statement, lease));
    }

    /** Takes the origin's reply as a whole, as the statement has another id here. */
    private final class Prepared implements ReplySink {
        private final ByteBuf bytes = origin.allocator().buffer();
        private final PreparedStatement statement;
        private final @Nullable FillLease lease;

        Prepared(PreparedStatement statement, @Nullable FillLease lease) {
            this.statement = statement;
            this.lease = lease;
        }

        @Override
        public void onBytes(ByteBuf more) {
            bytes.writeBytes(more);
            more.release();
        }

        @Override
        public void onEnd(ReplyTracker reply) {
            if (reply.failed()) {
                abandon();
                // What went wrong is to be seen at the origin, and no earlier statement's outcome.
                origin.forgetLastHit();
                client.write(bytes);
            } else {
                PrepareReply whole = PrepareReply.of(bytes);
                bytes.release();
                statement.prepared(reply.statementId());
                keep(whole);
                client.write(register(statement, whole));
            }
            session.idle();
        }

        private void keep(PrepareReply whole) {
            if (lease == null) {
                return;
            }
            if (whole.warnings() == 0 && whole.length() <= lease.maxBytes()) {
                lease.complete(new Answer(whole.withId(0)));
            } else {
                lease.abandon();
            }
        }

        @Override
        public void onLost() {
            bytes.release();
            abandon();
            origin.replyLost(false);
        }

        private void abandon() {
            if (lease != null) {
                lease.abandon();
            }
        }
    }

    private ByteBuf register(PreparedStatement statement, PrepareReply reply) {
        statement.parameters(reply.parameters());
        statements.put(statement.id(), statement);
        byte[] bytes = reply.withId(statement.id());
        return origin.allocator().buffer(bytes.length).writeBytes(bytes);
    }

    // ---- COM_STMT_EXECUTE

    void execute(ByteBuf packet) {
        PreparedStatement statement = known(packet, ReplyKind.RESULTS, "mysqld_stmt_execute");
        if (statement == null) {
            return;
        }
        Execution execution = execution(packet, statement);
        SessionTraits traits = state.traits();
        StatementPlan plan = statement.plan();
        boolean read = plan != null && plan.kind() == StatementKind.CACHEABLE_READ;
        boolean plain = execution != null && execution.isPlain() && !statement.hasLongData() && !statement.hasCursor();
        if (execution != null) {
            // What the origin does not take for an execution leaves both as they are.
            statement.longData(false);
            statement.cursor(!execution.isPlain());
        }
        if (execution != null && !execution.typesFollow() && statement.hasNoRoomForTypes(packet)) {
            packet.release();
            session.refuseStatement(ErrPacket.tooLongWithoutTypes());
        } else if (execution == null || !read || !plain || !hasKey(packet, statement)) {
            forward(packet, statement, plan);
        } else if (traits == null || !statement.wasPreparedUnder(traits) || !origin.isAutocommitIdle()) {
            reads.forwardIneligible(packet, statement);
        } else {
            read(packet, statement, execution, traits);
        }
    }

    private static boolean hasKey(ByteBuf packet, PreparedStatement statement) {
        int types = statement.parameters() * Execution.TYPE_BYTES;
        return statement.keyHead().length + types + packet.readableBytes() <= ResultKey.LONGEST_STATEMENT;
    }

    /** The packet taken apart; null if its origin should say what is wrong with it. */
    private static @Nullable Execution execution(ByteBuf packet, PreparedStatement statement) {
        try {
            Execution execution = Execution.of(packet, statement.parameters());
            if (execution.typesFollow()) {
                statement.types(execution.types());
            }
            return statement.parameters() == 0 || statement.types() != null ? execution : null;
        } catch (MalformedPacketException e) {
            return null;
        }
    }

    private void read(ByteBuf packet, PreparedStatement statement, Execution execution, SessionTraits traits) {
        byte[] types = statement.types() == null ? new byte[0] : statement.types();
        byte[] head = statement.keyHead();
        ResultKey.Probe key = probe.begin(statement.executionTraits(traits))
                .add(head)
                .add(types)
                .add(packet, execution.nullsAt(), execution.nullsLength())
                .add(packet, execution.valuesAt(), execution.valuesLength())
                .end();
        Answer answer = reads.lookup(key);
        if (answer != null) {
            reads.serve(packet, statement, key, answer);
            return;
        }
        StatementPlan plan = bound(statement, execution, types);
        if (plan.kind() == StatementKind.CACHEABLE_READ) {
            reads.miss(packet, statement, plan, key.store());
        } else {
            forward(packet, statement, plan);
        }
    }

    /** The plan as of now: what tables there are may have changed since the statement was prepared. */
    private StatementPlan bound(PreparedStatement statement, Execution execution, byte[] types) {
        List<Parameter> parameters;
        try {
            parameters = ParameterReading.of(execution, types, texts.charset());
        } catch (MalformedPacketException e) {
            parameters = List.of();
        }
        return texts.analyze(statement.text(execution.packet(), texts.charset()), parameters);
    }

    private void forward(ByteBuf packet, PreparedStatement statement, @Nullable StatementPlan plan) {
        if (!origin.isAttached()) {
            origin.attachFor(packet);
            return;
        }
        if (plan == null) {
            context.metrics().forwardUnread();
        } else if (plan.kind() == StatementKind.CACHEABLE_READ) {
            context.metrics().forwardIneligible();
        } else {
            context.metrics().forward(plan.reason());
        }
        ErrPacket complaint =
                plan == null ? null : origin.complaint(plan, new String(statement.text(), StandardCharsets.ISO_8859_1));
        if (complaint != null) {
            packet.release();
            session.refuseStatement(complaint);
            return;
        }
        origin.forwardStatement(packet, statement, effectOf(plan), plan == null || plan.mayUseDiagnostics());
    }

    private static Effect effectOf(@Nullable StatementPlan plan) {
        if (plan == null) {
            return Effect.TAINT;
        }
        // A prepared SET takes its values from parameters, so nothing can be said of where it leads.
        return plan.kind() == StatementKind.SETTING ? Effect.FORGET : Effect.of(plan, "", false);
    }

    /** MariaDB's execution with many rows of parameters. */
    void executeBulk(ByteBuf packet) {
        PreparedStatement statement = known(packet, ReplyKind.RESULTS, "mysqld_stmt_bulk_execute");
        if (statement != null) {
            forward(packet, statement, statement.plan());
        }
    }

    // ---- what else is done with a statement

    /** COM_STMT_FETCH. */
    void fetch(ByteBuf packet) {
        PreparedStatement statement = known(packet, ReplyKind.ROWS, "mysqld_stmt_fetch");
        if (statement != null) {
            origin.forward(packet, statement, ReplyKind.ROWS, Effect.NONE, null);
        }
    }

    /** COM_STMT_RESET. */
    void reset(ByteBuf packet) {
        PreparedStatement statement = known(packet, ReplyKind.OUTCOME, "mysqld_stmt_reset");
        if (statement != null) {
            statement.longData(false);
            statement.cursor(false);
            origin.forward(packet, statement, ReplyKind.OUTCOME, Effect.NONE, null);
        }
    }

    /** COM_STMT_SEND_LONG_DATA: has no reply, whatever comes of it. */
    void longData(ByteBuf packet) {
        PreparedStatement statement = statement(packet);
        if (statement == null) {
            packet.release();
            session.drop();
        } else {
            statement.longData(true);
            origin.forwardWithoutReply(packet, statement);
        }
    }

    /** COM_STMT_CLOSE: has no reply either. */
    void close(ByteBuf packet) {
        PreparedStatement statement = statement(packet);
        packet.release();
        if (statement != null) {
            statements.remove(statement.id());
            statement.close();
        }
    }

    /** All statements that the client has not closed. */
    Collection<PreparedStatement> all() {
        return statements.values();
    }

    /** The session was reset: the origin has dropped every prepared statement. */
    void forgetAll() {
        statements.values().forEach(origin::letGo);
        statements.clear();
    }

    private @Nullable PreparedStatement statement(ByteBuf packet) {
        int at = packet.readerIndex() + Execution.ID_AT;
        if (packet.writerIndex() < at + Integer.BYTES) {
            return null;
        }
        int id = packet.getIntLE(at);
        return statements.get(id == LAST && !session.isWithMySql() ? lastId : id);
    }

    /**
     * The statement that the packet names. Without one it is the origin's to refuse, if it cannot take the id for one of its
     * own; else the client is told here.
     *
     * @param function where MariaDB says that it looked for the statement
     */
    private @Nullable PreparedStatement known(ByteBuf packet, ReplyKind kind, String function) {
        PreparedStatement statement = statement(packet);
        if (statement != null) {
            return statement;
        }
        if (!origin.isAttached()) {
            origin.attachFor(packet);
            return null;
        }
        int at = packet.readerIndex() + Execution.ID_AT;
        boolean named = packet.writerIndex() >= at + Integer.BYTES;
        if (!named || packet.getIntLE(at) >= FIRST_ID || (packet.getIntLE(at) < 0 && session.isWithMySql())) {
            origin.forgetLastHit();
            origin.forward(packet, kind, Effect.NONE);
        } else {
            long id = packet.getUnsignedIntLE(at);
            packet.release();
            session.refuseStatement(
                    ErrPacket.unknownStatement(id, session.isWithMySql() ? "mysql_stmt_precheck" : function));
        }
        return null;
    }
}
