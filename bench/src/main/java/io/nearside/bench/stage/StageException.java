package io.nearside.bench.stage;

/** Something of the experiment does not work; the message is for the user, and may have several lines. */
public final class StageException extends RuntimeException {
    public StageException(String message) {
        super(message);
    }

    public StageException(String message, Throwable cause) {
        super(message, cause);
    }
}
