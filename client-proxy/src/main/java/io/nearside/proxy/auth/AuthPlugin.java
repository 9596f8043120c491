package io.nearside.proxy.auth;

import java.util.Optional;

/** The authentication plugins that a node does more with than relay what both sides say. */
public enum AuthPlugin {
    NATIVE_PASSWORD("mysql_native_password"),
    CACHING_SHA2_PASSWORD("caching_sha2_password"),
    /** MariaDB's; its proof gives nothing away by which another could be made. */
    CLIENT_ED25519("client_ed25519"),
    /** The password itself, with a zero behind it; over TLS only. */
    CLEAR_PASSWORD("mysql_clear_password");

    private final String wireName;

    AuthPlugin(String wireName) {
        this.wireName = wireName;
    }

    /** The name that the protocol's packets give it. */
    public String wireName() {
        return wireName;
    }

    /** The plugin of that name; empty for any other plugin, which is relayed. */
    public static Optional<AuthPlugin> named(String wireName) {
        for (AuthPlugin plugin : values()) {
            if (plugin.wireName.equals(wireName)) {
                return Optional.of(plugin);
            }
        }
        return Optional.empty();
    }
}
