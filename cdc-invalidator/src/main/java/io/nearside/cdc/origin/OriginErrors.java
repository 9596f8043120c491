package io.nearside.cdc.origin;

import java.sql.SQLException;

/** Errors of the driver as one line for people: its own messages run over many lines. */
public final class OriginErrors {
    private OriginErrors() {}

    public static String line(SQLException failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String message = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return message.strip().replaceAll("\\s+", " ");
    }
}
