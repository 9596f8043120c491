package io.nearside.proxy.session;

import io.nearside.proxy.sql.NodeSetting;
import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** What can be said of a statement's bytes without knowing the session's settings. */
final class StatementText {
    /** In every function, variable and statement that tells of warnings, errors, and rows found or changed. */
    private static final List<String> DIAGNOSTICS =
            List.of("WARNING", "ERROR", "DIAGNOSTICS", "FOUND_ROWS", "ROW_COUNT");

    private static final ByteProcessor PLAIN = b -> b >= 0 && b != '\\' && b != '"';

    private StatementText() {}

    /**
     * Whether the text is cut into tokens alike under every SQL mode and every client character set: ASCII without
     * backslashes (an escape or not) and double quotes (a string or a name).
     */
    static boolean meansTheSameInEveryDialect(ByteBuf buffer, int start, int length) {
        return buffer.forEachByte(start, length, PLAIN) < 0;
    }

    /** Whether the statement may be a {@link NodeSetting}. */
    static boolean mentionsNodeSetting(ByteBuf buffer, int start, int length) {
        int at = buffer.indexOf(start, start + length, (byte) '@');
        return at >= 0
                && buffer.toString(at, start + length - at, StandardCharsets.ISO_8859_1)
                        .toLowerCase(Locale.ROOT)
                        .contains(NodeSetting.VARIABLE);
    }

    /**
     * Whether the statement may look at the outcome of the one before it. Another statement must then not come between the
     * two.
     */
    static boolean mayUseDiagnostics(ByteBuf buffer, int start, int length) {
        String text =
                buffer.toString(start, length, StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
        return DIAGNOSTICS.stream().anyMatch(text::contains);
    }
}
