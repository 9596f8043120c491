package io.nearside.origin;

/** An embedded origin could not be unpacked, started or stopped; the message is one line that says why. */
public final class OriginException extends RuntimeException {
    public OriginException(String message) {
        super(message);
    }

    public OriginException(String message, Throwable cause) {
        super(message, cause);
    }

    /** For a thread that was interrupted while it waited for a server; the thread stays marked as interrupted. */
    static OriginException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new OriginException("interrupted while an origin started or stopped", e);
    }
}
