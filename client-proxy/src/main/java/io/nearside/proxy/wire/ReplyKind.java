package io.nearside.proxy.wire;

/** The forms a reply can have, by the command that asked for it. */
public enum ReplyKind {
    /** Exactly one packet of any content (the greeting; statistics). */
    ONE_PACKET,
    /** One packet: OK, EOF or ERR. */
    OUTCOME,
    /** OK, ERR, a request for a local file, or result sets, possibly several. */
    RESULTS,
    /** A prepared statement's id with the definitions of its parameters and columns. */
    PREPARED,
    /** Column definitions up to an EOF. */
    COLUMNS,
    /** Rows up to an EOF: a fetch from a cursor. */
    ROWS,
    /** Packets of any content up to an EOF or ERR: a binlog stream. */
    STREAM,
    /** The back and forth of a login, up to OK or ERR; the client speaks in between. */
    LOGIN
}
