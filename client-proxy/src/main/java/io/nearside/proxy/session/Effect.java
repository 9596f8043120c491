package io.nearside.proxy.session;

import io.nearside.proxy.sql.StatementPlan;
import io.nearside.proxy.wire.ReplyTracker;

/** What a command that was sent to the origin means for what is known of the session, once its reply is there. */
interface Effect {
    /** Reads, and everything else after which the session is what it was. */
    Effect NONE = new Effect() {
        @Override
        public boolean mayWrite() {
            return false;
        }

        @Override
        public void apply(SessionState state, ReplyTracker reply) {}
    };

    /** Changes data, nothing else. */
    Effect WRITE = (state, reply) -> {};

    /** Anything may be set otherwise than before. */
    Effect FORGET = (state, reply) -> state.forgetSettings();

    /** Reads may mean something else than before, in a way that cannot be asked for. */
    Effect TAINT = (state, reply) -> {
        state.taint();
        state.forgetSettings();
    };

    /** Whether the command may change data that the session must then see. */
    default boolean mayWrite() {
        return true;
    }

    void apply(SessionState state, ReplyTracker reply);

    /** Selects a default schema, if it succeeds. */
    static Effect use(String schema) {
        return new Effect() {
            @Override
            public boolean mayWrite() {
                return false;
            }

            @Override
            public void apply(SessionState state, ReplyTracker reply) {
                if (!reply.failed()) {
                    state.usedSchema(schema);
                }
            }
        };
    }

    private static Effect set(String statement, boolean deterministic) {
        return (state, reply) -> state.set(statement, deterministic && !reply.failed());
    }

    /** The effect of a statement that is sent as {@code text}. */
    static Effect of(StatementPlan plan, String text) {
        return switch (plan.kind()) {
            case CACHEABLE_READ, READ -> NONE;
            case WRITE, TRANSACTION -> WRITE;
            case SETTING -> set(text, plan.deterministic());
            case USE_SCHEMA -> use(plan.schema());
            case OPAQUE -> plan.taints() ? TAINT : FORGET;
        };
    }
}
