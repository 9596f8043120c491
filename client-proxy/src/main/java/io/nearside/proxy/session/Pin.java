package io.nearside.proxy.session;

import java.util.Locale;

/** Why a session keeps one connection to the origin until it ends. */
enum Pin {
    /** Its login was relayed, in a way that does not tell how another connection could be logged in. */
    RELAYED_LOGIN,
    /**
     * It may have temporary tables, locks, variables that a procedure has set, or something of a statement that cannot be
     * read.
     */
    SESSION_STATE,
    /** It has user variables, or ran a statement that may leave something behind. */
    STATEMENT,
    /** It set a variable in a way that cannot be repeated with certainty, or one of which no question tells. */
    SETTING,
    /** It asked for its connection's id, which is of use only as long as it has that connection. */
    CONNECTION_ID;

    /** As metrics have it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
