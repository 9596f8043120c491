package io.nearside.proxy.auth;

import io.nearside.proxy.wire.AuthData;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a node keeps of a login so that it can answer the next one itself and log in at the origin for it: the least that the
 * account's plugin allows. In memory only, and never shown in messages or logs.
 *
 * <ul>
 *   <li>For {@code mysql_native_password} it is SHA1 of the password, where only that could be learned.
 *   <li>Else it is the password: an origin that has forgotten an account's {@code caching_sha2_password} (after a restart,
 *       FLUSH PRIVILEGES) asks for the whole of it.
 * </ul>
 */
public final class Credential {
    private enum Kind {
        PASSWORD,
        NATIVE_STAGE_1
    }

    private final Kind kind;
    private final byte[] secret;

    private Credential(Kind kind, byte[] secret) {
        this.kind = kind;
        this.secret = secret.clone();
    }

    /** The whole password, in the bytes that the client sent. */
    public static Credential ofPassword(byte[] password) {
        return new Credential(Kind.PASSWORD, password);
    }

    /** What {@link NativePassword} calls stage 1 of a password that is not empty. */
    public static Credential ofNativeStage1(byte[] stage1) {
        return new Credential(Kind.NATIVE_STAGE_1, stage1);
    }

    /** What proves the password to a server with that scramble; empty for plugins that this is not known of. */
    public Optional<AuthData> proof(String plugin, AuthData scramble) {
        return AuthPlugin.named(plugin).flatMap(known -> proof(known, scramble.bytes()));
    }

    private Optional<AuthData> proof(AuthPlugin plugin, byte[] scramble) {
        if (kind == Kind.NATIVE_STAGE_1) {
            return plugin == AuthPlugin.NATIVE_PASSWORD
                    ? Optional.of(AuthData.of(NativePassword.token(secret, scramble)))
                    : Optional.empty();
        }
        return switch (plugin) {
            case NATIVE_PASSWORD -> Optional.of(AuthData.of(NativePassword.tokenOf(secret, scramble)));
            case CACHING_SHA2_PASSWORD -> Optional.of(AuthData.of(CachingSha2Password.tokenOf(secret, scramble)));
            case CLIENT_ED25519, CLEAR_PASSWORD -> Optional.empty();
        };
    }

    /**
     * The whole password, encrypted for the server's key, as {@code caching_sha2_password} sends it without TLS.
     *
     * @throws PasswordCipherException if the key is none, or the password is not known
     */
    public AuthData encrypted(AuthData scramble, String publicKeyPem) throws PasswordCipherException {
        if (kind != Kind.PASSWORD) {
            throw new PasswordCipherException("the account's plugin is another than when its password was proved");
        }
        return AuthData.of(PasswordCipher.encrypt(secret, scramble.bytes(), publicKeyPem));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Credential that && kind == that.kind && MessageDigest.isEqual(secret, that.secret);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(secret);
    }

    @Override
    public String toString() {
        return "a password";
    }
}
