package io.nearside.proxy.session;

import io.netty.buffer.ByteBuf;

/** What can be said of a statement's bytes without knowing the session's settings. */
final class StatementText {
    private StatementText() {}

    /**
     * Whether the text is cut into tokens alike under every SQL mode and every client character set: ASCII without
     * backslashes (an escape or not) and double quotes (a string or a name).
     */
    static boolean meansTheSameInEveryDialect(ByteBuf buffer, int start, int length) {
        for (int i = start; i < start + length; i++) {
            byte b = buffer.getByte(i);
            if (b < 0 || b == '\\' || b == '"') {
                return false;
            }
        }
        return true;
    }
}
