package io.nearside.proxy.wire;

/** The peer sent bytes that no packet of the protocol has there; the connection cannot go on. */
public final class MalformedPacketException extends RuntimeException {
    public MalformedPacketException(String message) {
        super(message);
    }
}
