package io.nearside.proxy.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an OK packet says of changes in the session, behind its warnings (MySQL Internals, "OK_Packet", session state
 * information).
 */
final class SessionChanges {
    private static final int SYSTEM_VARIABLE = 0;
    private static final int GTIDS = 3;
    private static final String MARIADB_VARIABLE = "last_gtid";

    /** One transaction of MySQL, or one of MariaDB. A set of several says nothing of which was last. */
    private static final Pattern ONE = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}:\\d+|\\d+-\\d+-\\d+");

    private SessionChanges() {}

    /** The one transaction that was committed, in the form the binlog has it; null if it is not told. */
    static @Nullable String gtid(PacketReader behindWarnings) {
        try {
            behindWarnings.readLengthSlice();
            ByteBuf changes = behindWarnings.readLengthSlice();
            return changes == null ? null : single(new PacketReader(changes));
        } catch (MalformedPacketException e) {
            // Nothing rests on it: what is not told is waited for otherwise.
            return null;
        }
    }

    private static @Nullable String single(PacketReader changes) {
        String found = null;
        while (changes.remaining() > 0) {
            int type = changes.readByte();
            ByteBuf data = changes.readLengthSlice();
            String text = data == null ? null : gtids(type, new PacketReader(data));
            found = text == null ? found : text.toLowerCase(Locale.ROOT);
        }
        return found != null && ONE.matcher(found).matches() ? found : null;
    }

    private static @Nullable String gtids(int type, PacketReader data) {
        if (type == GTIDS) {
            data.skip(1);
            return data.readLengthString(StandardCharsets.US_ASCII);
        }
        String found = null;
        while (type == SYSTEM_VARIABLE && data.remaining() > 0) {
            String name = data.readLengthString(StandardCharsets.US_ASCII);
            String value = data.readLengthString(StandardCharsets.US_ASCII);
            found = MARIADB_VARIABLE.equals(name) ? value : found;
        }
        return found;
    }
}
