package io.nearside.cdc.log;

/** Bytes of the ring that are not a log batch of a version this build can read. */
public final class MalformedBatchException extends RuntimeException {
    MalformedBatchException(String message) {
        super(message);
    }
}
