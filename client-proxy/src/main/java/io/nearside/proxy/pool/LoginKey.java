package io.nearside.proxy.pool;

import io.nearside.proxy.auth.Credential;
import io.nearside.proxy.wire.AuthData;
import io.nearside.proxy.wire.Capability;
import io.nearside.proxy.wire.HandshakeResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * With what a connection logs in at the origin: sessions with the same may use each other's.
 *
 * @param capabilities what client, node and origin agreed upon, without what concerns one of the links only
 * @param collation the lower eight bits of the number of the connection's collation
 */
public record LoginKey(String user, Credential credential, int capabilities, int extendedCapabilities, int collation) {
    private static final long LONGEST_PACKET = 1 << 30;

    /** What belongs to a link, or to one login, not to the session. */
    public static final int OF_LINK =
            Capability.SSL | Capability.COMPRESS | Capability.CONNECT_WITH_DB | Capability.CONNECT_ATTRS;

    public LoginKey {
        capabilities &= ~OF_LINK;
    }

    /** The answer to an origin's greeting. */
    public static HandshakeResponse response(
            String user,
            int capabilities,
            int extendedCapabilities,
            int collation,
            @Nullable String schema,
            AuthData proof,
            String plugin,
            Map<String, String> attributes) {
        int flags = (capabilities & ~OF_LINK)
                | Capability.PLUGIN_AUTH
                | Capability.SECURE_CONNECTION
                | (schema == null ? 0 : Capability.CONNECT_WITH_DB)
                | (attributes.isEmpty() ? 0 : Capability.CONNECT_ATTRS);
        return new HandshakeResponse(
                flags,
                extendedCapabilities,
                LONGEST_PACKET,
                collation,
                user,
                proof,
                schema == null ? "" : schema,
                plugin,
                attributes,
                0);
    }

    boolean deprecatesEof() {
        return (capabilities & Capability.DEPRECATE_EOF) != 0;
    }

    boolean tracksSession() {
        return (capabilities & Capability.SESSION_TRACK) != 0;
    }
}
