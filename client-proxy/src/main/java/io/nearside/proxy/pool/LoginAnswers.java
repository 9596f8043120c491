package io.nearside.proxy.pool;

import io.nearside.proxy.wire.AuthData;
import io.nearside.proxy.wire.AuthSwitch;

/** Who proves a password to the origin while a connection logs in. Called on the connection's event loop. */
public interface LoginAnswers {
    /** Takes an answer, once, on the connection's event loop. */
    interface Reply {
        void with(AuthData answer);

        /** There is no answer: the login fails. */
        void giveUp(String reason);
    }

    /** The origin wants the proof of this plugin. */
    void prove(AuthSwitch wanted, Reply reply);

    /** The origin has taken the proof of {@code caching_sha2_password} as it is, and lets in next. */
    default void proved() {
        // Who answers need not know.
    }

    /** The plugin says more and waits for an answer. */
    void more(AuthData said, Reply reply);
}
