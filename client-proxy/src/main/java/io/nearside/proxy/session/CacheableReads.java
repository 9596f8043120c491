package io.nearside.proxy.session;

import io.nearside.proxy.cache.Answer;
import io.nearside.proxy.cache.FillLease;
import io.nearside.proxy.cache.Recency;
import io.nearside.proxy.cache.ResultCache;
import io.nearside.proxy.cache.ResultKey;
import io.nearside.proxy.cache.Shadow;
import io.nearside.proxy.sql.DenyReason;
import io.nearside.proxy.sql.SqlDialect;
import io.nearside.proxy.sql.StatementAnalyzer;
import io.nearside.proxy.sql.StatementPlan;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads that may be answered from memory: served if the cache has the answer, else what it says is done.
 *
 * <p>Owned by the session's event loop. Every method that takes a packet takes it over.
 */
final class CacheableReads {
    private final Session session;
    private final Session.Context context;
    private final ClientChannel client;
    private final SessionState state;
    private final OriginSide origin;
    private final StatementTexts texts;

    /** The origin is being asked what was answered without it: once at a time, so that a session never waits for many. */
    private boolean shadowed;

    CacheableReads(
            Session session,
            Session.Context context,
            ClientChannel client,
            SessionState state,
            OriginSide origin,
            StatementTexts texts) {
        this.session = session;
        this.context = context;
        this.client = client;
        this.state = state;
        this.origin = origin;
        this.texts = texts;
    }

    /** The answer in this process's memory, if it may be given now. */
    @Nullable
    Answer lookup(ResultKey key) {
        Recency recency = state.recency();
        return recency == null ? null : context.cache().lookup(key, recency);
    }

    void serve(ByteBuf packet, Passage passage, ResultKey key, Answer answer) {
        context.metrics().hit();
        session.served();
        origin.answeredWithout(packet, passage);
        client.write(answer.view());
        boolean mayAsk = !shadowed && origin.isAttached() && !origin.isGone() && passage.isOpen();
        Shadow shadow = mayAsk ? context.cache().shadow(key, answer) : null;
        if (shadow == null) {
            packet.release();
        } else {
            verify(packet, passage, answer, shadow);
        }
    }

    /** Asks the origin what was just answered without it; what the client sends next waits there behind it. */
    private void verify(ByteBuf packet, Passage passage, Answer answer, Shadow shadow) {
        String text = passage.text(packet, texts.charset());
        SqlDialect dialect = texts.dialect();
        shadowed = true;
        origin.repeat(
                passage.addressed(packet),
                new ShadowRun(
                        answer,
                        session.deprecatesEof(),
                        shadow,
                        () -> StatementAnalyzer.shape(text, dialect),
                        () -> shadowed = false));
    }

    /** Nothing in memory answers the read. */
    void miss(ByteBuf packet, Passage passage, StatementPlan plan, ResultKey.Stored key) {
        Recency recency = state.recency();
        if (recency == null) {
            forwardIneligible(packet, passage);
            return;
        }
        session.commandStarted();
        context.cache()
                .miss(
                        key,
                        plan.footprint(),
                        plan.maxStalenessNanos(),
                        recency,
                        client.channel().eventLoop(),
                        new AfterMiss(packet, passage, key));
    }

    /** The session is in no state to use the cache. */
    void forwardIneligible(ByteBuf packet, Passage passage) {
        if (!origin.isAttached()) {
            origin.attachFor(packet);
            return;
        }
        context.metrics().forwardIneligible();
        origin.forwardStatement(packet, passage, Effect.NONE, false);
    }

    /** Does with a read what the cache says. */
    private final class AfterMiss implements ResultCache.AfterMiss {
        private final ByteBuf packet;
        private final Passage passage;
        private final ResultKey.Stored key;

        AfterMiss(ByteBuf packet, Passage passage, ResultKey.Stored key) {
            this.packet = packet;
            this.passage = passage;
            this.key = key;
        }

        @Override
        public void serve(Answer answer) {
            if (session.isClosed()) {
                packet.release();
                return;
            }
            CacheableReads.this.serve(packet, passage, key, answer);
            session.idle();
            client.flushUnlessReading();
        }

        @Override
        public void fill(FillLease lease) {
            origin.attach(
                    () -> {
                        context.metrics().fill();
                        origin.fill(packet, passage, new Collector(lease));
                        client.flushUnlessReading();
                    },
                    error -> {
                        lease.abandon();
                        refuse(error);
                    });
        }

        private void refuse(ByteBuf error) {
            packet.release();
            session.refuse(error);
        }

        @Override
        public void forward() {
            origin.attach(
                    () -> {
                        context.metrics().forward(DenyReason.NONE);
                        origin.forwardStatement(packet, passage, Effect.NONE, false);
                        client.flushUnlessReading();
                    },
                    this::refuse);
        }
    }
}
