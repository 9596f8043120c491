package io.nearside.cdc.log;

/** The ring could not be read or written, or it is uncertain whether it was. */
public final class ChangeLogException extends RuntimeException {
    public ChangeLogException(String message, Throwable cause) {
        super(message, cause);
    }
}
