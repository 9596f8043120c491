package io.nearside.proxy.wire;

/** Capability flags of the handshake (MySQL source, {@code mysql_com.h}), as bits of an {@code int}. */
public final class Capability {
    /** Set by MySQL clients and servers; clear in MariaDB's, which then carry extended flags in the filler. */
    public static final int LONG_PASSWORD = 1;

    public static final int CONNECT_WITH_DB = 1 << 3;
    public static final int COMPRESS = 1 << 5;

    /** The client has files to give when asked: {@code LOAD DATA LOCAL}. */
    public static final int LOCAL_FILES = 1 << 7;

    public static final int PROTOCOL_41 = 1 << 9;
    public static final int SSL = 1 << 11;
    public static final int SECURE_CONNECTION = 1 << 15;
    public static final int MULTI_STATEMENTS = 1 << 16;
    public static final int PLUGIN_AUTH = 1 << 19;
    public static final int CONNECT_ATTRS = 1 << 20;
    public static final int PLUGIN_AUTH_LENENC_DATA = 1 << 21;
    public static final int SESSION_TRACK = 1 << 23;
    public static final int DEPRECATE_EOF = 1 << 24;
    public static final int OPTIONAL_RESULTSET_METADATA = 1 << 25;
    public static final int ZSTD_COMPRESSION = 1 << 26;
    public static final int QUERY_ATTRIBUTES = 1 << 27;
    public static final int MULTI_FACTOR_AUTHENTICATION = 1 << 28;

    /** Progress reports in ERR packets (MariaDB up to 10.1); further flags (MySQL). */
    public static final int PROGRESS_OR_EXTENSION = 1 << 29;

    /** What a node does not offer to clients whatever the origin can: forms of the protocol it does not relay. */
    public static final int NOT_OFFERED =
            COMPRESS | SSL | OPTIONAL_RESULTSET_METADATA | ZSTD_COMPRESSION | QUERY_ATTRIBUTES | PROGRESS_OR_EXTENSION;

    private Capability() {}

    /**
     * MariaDB's bit 35, among the extended ones: column definitions tell of types that MySQL's protocol has none for, JSON
     * for one (MariaDB: protocol, column definition packet).
     */
    public static final int EXTENDED_METADATA = 1 << 3;

    /** Those of MariaDB's extended flags that a node relays; it does not understand what the others lead to. */
    public static final int EXTENDED_OFFERED = EXTENDED_METADATA;
}
