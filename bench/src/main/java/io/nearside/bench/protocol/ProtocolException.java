package io.nearside.bench.protocol;

/** A server said what the client did not expect. */
public final class ProtocolException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ProtocolException(String message) {
        super(message);
    }
}
