package io.nearside.origin;

/** An embedded origin could not be unpacked, started or stopped; the message is one line that says why. */
public final class OriginException extends RuntimeException {
    OriginException(String message) {
        super(message);
    }

    OriginException(String message, Throwable cause) {
        super(message, cause);
    }
}
