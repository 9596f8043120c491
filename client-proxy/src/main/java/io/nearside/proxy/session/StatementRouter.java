package io.nearside.proxy.session;

import io.nearside.proxy.cache.Answer;
import io.nearside.proxy.cache.ResultKey;
import io.nearside.proxy.cache.SessionTraits;
import io.nearside.proxy.sql.DenyReason;
import io.nearside.proxy.sql.NodeSetting;
import io.nearside.proxy.sql.StatementAnalyzer;
import io.nearside.proxy.sql.StatementKind;
import io.nearside.proxy.sql.StatementPlan;
import io.nearside.proxy.wire.ErrPacket;
import io.nearside.proxy.wire.OkPacket;
import io.nearside.proxy.wire.PacketDecoder;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a statement: looked up by its raw bytes; if not found, analysed; if cacheable, the cache says whether to wait,
 * fill or forward; all else is forwarded.
 *
 * <p>Owned by the session's event loop. Every method that takes a packet takes it over.
 */
final class StatementRouter {
    private static final Logger log = LoggerFactory.getLogger(StatementRouter.class);

    private static final int TEXT_AT = PacketDecoder.HEADER + 1;

    /** Longer statements than have a key are not looked at as a whole: their first bytes tell the kind. */
    private static final int CLASSIFYING_PREFIX = 256;

    private final Session session;
    private final Session.Context context;
    private final ClientChannel client;
    private final SessionState state;
    private final OriginSide origin;
    private final IdentityWait identity;
    private final StatementTexts texts;
    private final CacheableReads reads;
    private final ResultKey.Probe probe = new ResultKey.Probe();

    StatementRouter(
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
        Answer answer = reads.lookup(probe);
        if (answer == null) {
            queryByPlan(packet);
        } else {
            reads.serve(packet, Passage.DIRECT, probe, answer);
        }
    }

    /** A statement that this process's memory did not answer. */
    private void queryByPlan(ByteBuf packet) {
        int start = packet.readerIndex() + TEXT_AT;
        int length = packet.writerIndex() - start;
        NodeSetting setting = texts.nodeSetting(packet, start, length);
        if (setting != null) {
            set(packet, setting);
        } else if (!origin.isAttached() && mustAskOrigin(packet, start, length)) {
            origin.attachFor(packet);
        } else if (state.isTainted()) {
            context.metrics().forwardIneligible();
            origin.forwardStatement(packet, Effect.WRITE, false);
        } else if (texts.isUnclear(packet, start, length)) {
            awaitIdentity(packet, start, length);
        } else if (StatementTexts.isLong(length)) {
            forwardLong(packet, start);
        } else if (!texts.isLegible(packet, start, length)) {
            forwardUnread(packet, DenyReason.UNREADABLE, Effect.TAINT);
        } else {
            queryByPlan(packet, start, length);
        }
    }

    /** Whether memory cannot answer the statement, whatever it holds. */
    private boolean mustAskOrigin(ByteBuf packet, int start, int length) {
        return StatementTexts.isLong(length)
                || !texts.isLegible(packet, start, length)
                || texts.analyze(texts.text(packet, start, length), List.of()).kind() != StatementKind.CACHEABLE_READ;
    }

    private void queryByPlan(ByteBuf packet, int start, int length) {
        String text = texts.text(packet, start, length);
        StatementPlan plan = texts.analyze(text, List.of());
        if (texts.mustKnowSettings(plan)) {
            identity.await(packet);
        } else if (plan.kind() != StatementKind.CACHEABLE_READ) {
            context.metrics().forward(plan.reason());
            if (log.isDebugEnabled()) {
                log.debug(
                        "not cached reason={} shape={}",
                        plan.reason().label(),
                        StatementAnalyzer.shape(text, texts.dialect()));
            }
            ErrPacket complaint = origin.complaint(plan, text);
            if (complaint == null) {
                Effect effect = Effect.of(plan, text, origin.isAutocommitIdle());
                origin.forwardStatement(packet, effect, plan.mayUseDiagnostics());
            } else {
                packet.release();
                session.refuseStatement(complaint);
            }
        } else {
            cacheable(packet, plan, start, length);
        }
    }

    private void cacheable(ByteBuf packet, StatementPlan plan, int start, int length) {
        SessionTraits traits = state.traits();
        if (traits == null || !origin.isAutocommitIdle()) {
            reads.forwardIneligible(packet, Passage.DIRECT);
        } else {
            reads.miss(
                    packet,
                    Passage.DIRECT,
                    plan,
                    probe.set(traits, packet, start, length).store());
        }
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
            session.refuseStatement(ErrPacket.badSetting(complaint));
        }
    }

    /** A statement too long to be analysed: what its first word says, if nothing else can hide behind it. */
    private void forwardLong(ByteBuf packet, int start) {
        String head = packet.toString(start, CLASSIFYING_PREFIX, StandardCharsets.US_ASCII);
        boolean isWrite =
                texts.analyze(head, List.of()).kind() == StatementKind.WRITE && !session.mayHoldSeveralStatements();
        forwardUnread(packet, DenyReason.TOO_COMPLEX, isWrite ? Effect.WRITE : Effect.TAINT);
    }

    /** A statement of which nobody knows what it looks at. */
    private void forwardUnread(ByteBuf packet, DenyReason reason, Effect effect) {
        context.metrics().forward(reason);
        origin.forwardStatement(packet, effect, true);
    }

    /** To ask for the session's settings is to run statements of our own, which a look at the last outcome would see. */
    private void awaitIdentity(ByteBuf packet, int start, int length) {
        if (!identity.isAsked()
                && !StatementTexts.isLong(length)
                && StatementText.mayUseDiagnostics(packet, start, length)) {
            forwardUnread(packet, DenyReason.DIAGNOSTICS, Effect.TAINT);
        } else {
            identity.await(packet);
        }
    }
}
