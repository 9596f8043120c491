package io.nearside.proxy.session;

import io.nearside.proxy.cache.Answer;
import io.nearside.proxy.cache.FillLease;
import io.nearside.proxy.cache.Recency;
import io.nearside.proxy.cache.ResultCache;
import io.nearside.proxy.cache.ResultKey;
import io.nearside.proxy.cache.SessionTraits;
import io.nearside.proxy.cache.Shadow;
import io.nearside.proxy.sql.DenyReason;
import io.nearside.proxy.sql.NodeSetting;
import io.nearside.proxy.sql.SqlDialect;
import io.nearside.proxy.sql.StatementAnalyzer;
import io.nearside.proxy.sql.StatementKind;
import io.nearside.proxy.sql.StatementPlan;
import io.nearside.proxy.wire.ErrPacket;
import io.nearside.proxy.wire.OkPacket;
import io.nearside.proxy.wire.PacketDecoder;
import io.nearside.proxy.wire.ReplyKind;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a statement: looked up by its raw bytes; if not found, analysed; if cacheable, the cache says whether to wait,
 * fill or forward; all else is forwarded. Prepared statements are analysed when prepared, and forwarded.
 *
 * <p>Owned by the session's event loop. Every method that takes a packet takes it over.
 */
final class StatementRouter {
    private static final Logger log = LoggerFactory.getLogger(StatementRouter.class);

    private static final int TEXT_AT = PacketDecoder.HEADER + 1;

    /** Longer statements than have a key are not looked at as a whole: their first bytes tell the kind. */
    private static final int CLASSIFYING_PREFIX = 256;

    /** What is found in one default schema, is not found in another. */
    private static final Set<DenyReason> BY_SCHEMA = Set.of(
            DenyReason.NO_SCHEMA,
            DenyReason.SYSTEM_SCHEMA,
            DenyReason.VIEW,
            DenyReason.TABLE_KIND,
            DenyReason.MISSING_TABLE);

    private final Session session;
    private final Session.Context context;
    private final ClientChannel client;
    private final SessionState state;
    private final OriginSide origin;
    private final IdentityWait identity;
    private final ResultKey.Probe probe = new ResultKey.Probe();
    private final Map<Long, StatementPlan> prepared = new HashMap<>();

    /** The origin is being asked what was answered without it: once at a time, so that a session never waits for many. */
    private boolean shadowed;

    StatementRouter(
            Session session,
            Session.Context context,
            ClientChannel client,
            SessionState state,
            OriginSide origin,
            IdentityWait identity) {
        this.session = session;
        this.context = context;
        this.client = client;
        this.state = state;
        this.origin = origin;
        this.identity = identity;
    }

    /** A statement as text: COM_QUERY. */
    void query(ByteBuf packet) {
        SessionTraits traits = state.traits();
        int start = packet.readerIndex() + TEXT_AT;
        int length = packet.writerIndex() - start;
        if (traits == null || length > ResultKey.LONGEST_STATEMENT || !origin.isAutocommitIdle()) {
            queryByPlan(packet);
            return;
        }
        probe.set(traits, packet, start, length);
        Recency recency = state.recency();
        Answer answer = recency == null ? null : context.cache().lookup(probe, recency);
        if (answer == null) {
            queryByPlan(packet);
        } else {
            serve(packet, probe, answer);
        }
    }

    private void serve(ByteBuf packet, ResultKey key, Answer answer) {
        context.metrics().hit();
        session.served();
        origin.answeredWithout(packet);
        client.write(answer.view());
        Shadow shadow = shadowed || origin.isGone() ? null : context.cache().shadow(key, answer);
        if (shadow == null) {
            packet.release();
        } else {
            verify(packet, answer, shadow);
        }
    }

    /** Asks the origin what was just answered without it; what the client sends next waits there behind it. */
    private void verify(ByteBuf packet, Answer answer, Shadow shadow) {
        String text = text(packet, packet.readerIndex() + TEXT_AT, packet.readableBytes() - TEXT_AT);
        SqlDialect dialect = dialect();
        shadowed = true;
        origin.repeat(
                packet,
                new ShadowRun(
                        answer,
                        session.deprecatesEof(),
                        shadow,
                        () -> StatementAnalyzer.shape(text, dialect),
                        () -> shadowed = false));
    }

    /** A statement that this process's memory did not answer. */
    private void queryByPlan(ByteBuf packet) {
        int start = packet.readerIndex() + TEXT_AT;
        int length = packet.writerIndex() - start;
        NodeSetting setting = nodeSetting(packet, start, length);
        if (setting != null) {
            set(packet, setting);
        } else if (state.isTainted()) {
            context.metrics().forwardIneligible();
            origin.forwardStatement(packet, Effect.WRITE, false);
        } else if (isUnclear(packet, start, length)) {
            awaitIdentity(packet, start, length);
        } else if (isLong(length)) {
            forwardLong(packet, start);
        } else if (!isLegible(packet, start, length)) {
            forwardUnread(packet, DenyReason.UNREADABLE, Effect.TAINT);
        } else {
            queryByPlan(packet, start, length);
        }
    }

    private void queryByPlan(ByteBuf packet, int start, int length) {
        String text = text(packet, start, length);
        StatementPlan plan = analyze(text);
        boolean knowing = state.settings() != null;
        if (!knowing && (plan.kind() == StatementKind.CACHEABLE_READ || BY_SCHEMA.contains(plan.reason()))) {
            identity.await(packet);
        } else if (plan.kind() != StatementKind.CACHEABLE_READ) {
            context.metrics().forward(plan.reason());
            if (log.isDebugEnabled()) {
                log.debug(
                        "not cached reason={} shape={}",
                        plan.reason().label(),
                        StatementAnalyzer.shape(text, dialect()));
            }
            origin.forwardStatement(packet, Effect.of(plan, text, origin.isAutocommitIdle()), usesDiagnostics(plan));
        } else {
            cacheable(packet, plan, start, length);
        }
    }

    private void cacheable(ByteBuf packet, StatementPlan plan, int start, int length) {
        SessionTraits traits = state.traits();
        Recency recency = state.recency();
        if (traits == null || recency == null || !origin.isAutocommitIdle()) {
            context.metrics().forwardIneligible();
            origin.forwardStatement(packet, Effect.NONE, false);
            return;
        }
        session.commandStarted();
        ResultKey.Stored key = probe.set(traits, packet, start, length).store();
        context.cache()
                .miss(
                        key,
                        plan.footprint(),
                        plan.maxStalenessNanos(),
                        recency,
                        client.channel().eventLoop(),
                        new AfterMiss(packet, key));
    }

    /** Does with a statement what the cache says. */
    private final class AfterMiss implements ResultCache.AfterMiss {
        private final ByteBuf packet;
        private final ResultKey.Stored key;

        AfterMiss(ByteBuf packet, ResultKey.Stored key) {
            this.packet = packet;
            this.key = key;
        }

        @Override
        public void serve(Answer answer) {
            serveAfterMiss(packet, key, answer);
        }

        @Override
        public void fill(FillLease lease) {
            context.metrics().fill();
            origin.fill(packet, new Collector(lease));
            client.flushUnlessReading();
        }

        @Override
        public void forward() {
            context.metrics().forward(DenyReason.NONE);
            origin.forwardStatement(packet, Effect.NONE, false);
            client.flushUnlessReading();
        }
    }

    private void serveAfterMiss(ByteBuf packet, ResultKey.Stored key, Answer answer) {
        if (session.isClosed()) {
            packet.release();
            return;
        }
        serve(packet, key, answer);
        session.idle();
        client.flushUnlessReading();
    }

    /** What the statement sets of the node's own; null if it is for the origin. Under any state of the session. */
    private @Nullable NodeSetting nodeSetting(ByteBuf packet, int start, int length) {
        boolean may = !isLong(length)
                && StatementText.mentionsNodeSetting(packet, start, length)
                && isLegible(packet, start, length);
        return may ? NodeSetting.of(text(packet, start, length), dialect()) : null;
    }

    /** The origin hears nothing of it, and its diagnostics stay those of the statement before. */
    private void set(ByteBuf packet, NodeSetting setting) {
        context.metrics().setting();
        packet.release();
        session.served();
        String complaint = setting.complaint();
        if (complaint == null) {
            state.maxStaleness(setting.maxStalenessNanos());
            client.write(OkPacket.encode(client.channel().alloc(), session.replyNumber(), origin.serverStatus()));
        } else {
            refuse(ErrPacket.badSetting(complaint));
        }
    }

    private void refuse(ErrPacket error) {
        client.write(error.encode(client.channel().alloc(), session.replyNumber(), true));
    }

    /** A statement too long to be analysed: what its first word says, if nothing else can hide behind it. */
    private void forwardLong(ByteBuf packet, int start) {
        String head = packet.toString(start, CLASSIFYING_PREFIX, StandardCharsets.US_ASCII);
        boolean isWrite = analyze(head).kind() == StatementKind.WRITE && !session.mayHoldSeveralStatements();
        forwardUnread(packet, DenyReason.TOO_COMPLEX, isWrite ? Effect.WRITE : Effect.TAINT);
    }

    /** A statement of which nobody knows what it looks at. */
    private void forwardUnread(ByteBuf packet, DenyReason reason, Effect effect) {
        context.metrics().forward(reason);
        origin.forwardStatement(packet, effect, true);
    }

    /** To ask for the session's settings is to run statements of our own, which a look at the last outcome would see. */
    private void awaitIdentity(ByteBuf packet, int start, int length) {
        if (!identity.isAsked() && !isLong(length) && StatementText.mayUseDiagnostics(packet, start, length)) {
            forwardUnread(packet, DenyReason.DIAGNOSTICS, Effect.TAINT);
        } else {
            identity.await(packet);
        }
    }

    /** COM_STMT_PREPARE. */
    void prepare(ByteBuf packet) {
        int start = packet.readerIndex() + TEXT_AT;
        int length = packet.writerIndex() - start;
        if (!state.isTainted() && isUnclear(packet, start, length)) {
            identity.await(packet);
            return;
        }
        if (nodeSetting(packet, start, length) != null) {
            packet.release();
            refuse(ErrPacket.settingPrepared(NodeSetting.VARIABLE));
            return;
        }
        boolean analysed = !isLong(length) && isLegible(packet, start, length);
        StatementPlan plan = analysed ? analyze(text(packet, start, length)) : null;
        origin.forward(packet, ReplyKind.PREPARED, Effect.NONE, null, reply -> {
            if (!reply.failed() && plan != null) {
                prepared.put(reply.statementId(), plan);
            }
        });
    }

    /** COM_STMT_EXECUTE, and MariaDB's bulk form of it. */
    void execute(ByteBuf packet) {
        StatementPlan plan = prepared.get(statementId(packet));
        origin.forwardStatement(packet, effectOfExecution(plan), plan == null || usesDiagnostics(plan));
    }

    /** What is not understood may look at anything: a procedure, for one. */
    private static boolean usesDiagnostics(StatementPlan plan) {
        return plan.usesDiagnostics() || plan.kind() == StatementKind.OPAQUE;
    }

    private static Effect effectOfExecution(@Nullable StatementPlan plan) {
        if (plan == null) {
            return Effect.TAINT;
        }
        // A prepared SET takes its values from parameters, so nothing can be said of where it leads.
        return plan.kind() == StatementKind.SETTING ? Effect.FORGET : Effect.of(plan, "", false);
    }

    /** COM_STMT_CLOSE. */
    void closeStatement(ByteBuf packet) {
        prepared.remove(statementId(packet));
        origin.forwardWithoutReply(packet);
    }

    /** The session was reset: the origin has dropped every prepared statement. */
    void forgetPrepared() {
        prepared.clear();
    }

    private static long statementId(ByteBuf packet) {
        int at = packet.readerIndex() + TEXT_AT;
        return packet.writerIndex() >= at + Integer.BYTES ? packet.getUnsignedIntLE(at) : -1;
    }

    /** Whether the text must wait for the session's settings, as it may be read in more than one way. */
    private boolean isUnclear(ByteBuf packet, int start, int length) {
        return state.settings() == null
                && (isLong(length) || !StatementText.meansTheSameInEveryDialect(packet, start, length));
    }

    private static boolean isLong(int length) {
        return length > ResultKey.LONGEST_STATEMENT;
    }

    private boolean isLegible(ByteBuf packet, int start, int length) {
        SessionSettings settings = state.settings();
        return (settings != null && settings.legible())
                || StatementText.meansTheSameInEveryDialect(packet, start, length);
    }

    private String text(ByteBuf packet, int start, int length) {
        SessionSettings settings = state.settings();
        return packet.toString(start, length, settings == null ? StandardCharsets.US_ASCII : settings.charset());
    }

    private StatementPlan analyze(String text) {
        return context.analyzer().analyze(text, state.schema(), dialect());
    }

    private SqlDialect dialect() {
        SessionSettings settings = state.settings();
        return (settings == null ? SessionSettings.UNUSABLE : settings).dialect();
    }
}
