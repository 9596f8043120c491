package io.nearside.proxy.session;

import io.nearside.proxy.sql.StatementPlan;
import io.nearside.proxy.wire.ReplyTracker;
import org.jspecify.annotations.Nullable;

/** What a command that was sent to the origin means for what is known of the session, once its reply is there. */
interface Effect {
    /** Reads, and everything else after which the session is what it was. */
    Effect NONE = leavesSettings(false, null);

    /** Reads what is of use only on this connection. */
    Effect READ_AND_STAY = leavesSettings(false, Pin.CONNECTION_ID);

    /** Changes data, nothing else. */
    Effect WRITE = leavesSettings(true, null);

    /** Changes data, and may leave something in the session that reads do not depend on. */
    Effect WRITE_AND_STAY = leavesSettings(true, Pin.STATEMENT);

    /** Anything may be set otherwise than before. */
    Effect FORGET = (state, reply) -> state.forgetSettings(Pin.STATEMENT);

    /** Everything is set as after a login, if it succeeds. */
    Effect RESET = (state, reply) -> {
        if (reply.failed()) {
            state.forgetSettings(Pin.STATEMENT);
        } else {
            state.reset();
        }
    };

    /** Reads may mean something else than before, in a way that cannot be asked for. */
    Effect TAINT = (state, reply) -> state.taint();

    /** Whether the command may change data that the session must then see. */
    default boolean mayWrite() {
        return true;
    }

    /** Whether the command may change what a text means that is prepared. */
    default boolean mayChangeMeaning() {
        return true;
    }

    /**
     * Whether a transaction that the reply names is the last in which the command wrote. Of a procedure, say, that is not
     * certain: it may have told the origin to name only some.
     */
    default boolean tellsTransaction() {
        return false;
    }

    void apply(SessionState state, ReplyTracker reply);

    private static Effect leavesSettings(boolean mayWrite, @Nullable Pin pin) {
        return new Effect() {
            @Override
            public boolean mayWrite() {
                return mayWrite;
            }

            @Override
            public boolean tellsTransaction() {
                return mayWrite;
            }

            @Override
            public boolean mayChangeMeaning() {
                return false;
            }

            @Override
            public void apply(SessionState state, ReplyTracker reply) {
                if (pin != null) {
                    state.pin(pin);
                }
            }
        };
    }

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

    /**
     * Sets session variables. That is no write when only literals are set and no transaction is open which it might commit;
     * drivers do it at every login, and must not wait for a watermark to hit.
     */
    private static Effect set(String statement, boolean deterministic, boolean autocommitIdle) {
        return new Effect() {
            @Override
            public boolean mayWrite() {
                return !deterministic || !autocommitIdle;
            }

            @Override
            public void apply(SessionState state, ReplyTracker reply) {
                state.set(statement, deterministic && !reply.failed());
            }
        };
    }

    /** The effect of a statement that is sent as {@code text}, to a session that is in a transaction or not. */
    static Effect of(StatementPlan plan, String text, boolean autocommitIdle) {
        return switch (plan.kind()) {
            case CACHEABLE_READ, READ -> plan.leavesState() ? READ_AND_STAY : NONE;
            case WRITE, TRANSACTION -> plan.leavesState() ? WRITE_AND_STAY : WRITE;
            case SETTING -> set(text, plan.deterministic(), autocommitIdle);
            case USE_SCHEMA -> use(plan.schema());
            case OPAQUE -> plan.taints() ? TAINT : FORGET;
        };
    }
}
