package io.nearside.config;

/** Whether clients' connections are encrypted. */
public enum TlsMode {
    /** TLS is not offered. */
    OFF,
    /** TLS is offered, and each client decides. */
    PREFER,
    /** A client that does not use TLS is refused. */
    REQUIRE
}
