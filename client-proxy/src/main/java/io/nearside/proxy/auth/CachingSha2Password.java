package io.nearside.proxy.auth;

import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * The fast path of {@code caching_sha2_password}. A server that has seen the password lately remembers
 * SHA256(SHA256(password)), called stage 2 here; the client sends a token:
 *
 * <pre>
 * SHA256(password) XOR SHA256(stage 2 | scramble)
 * </pre>
 *
 * <p>So a token that was verified gives away SHA256(password), called stage 1, which is all it takes to make the next; but
 * not for a server that has not seen the password. Nothing is sent for an empty password.
 */
public final class CachingSha2Password {
    public static final int TOKEN_LENGTH = 32;

    /** The client asks for the public key of the server. */
    public static final byte PUBLIC_KEY_REQUEST = 2;

    /** The server has verified the token; OK follows. */
    public static final byte FAST_PATH_PROVED = 3;

    /** The server wants the password itself: as it is over TLS, else encrypted with the server's public key. */
    public static final byte PASSWORD_WANTED = 4;

    private static final String SHA_256 = "SHA-256";
    private static final byte[] NOTHING = {};

    private CachingSha2Password() {}

    public static byte[] stage1(byte[] password) {
        return Digests.hash(SHA_256, password);
    }

    /** What the server remembers. */
    public static byte[] stage2(byte[] stage1) {
        return Digests.hash(SHA_256, stage1);
    }

    /** The token of whoever knows stage 1 of a password that is not empty. */
    public static byte[] token(byte[] stage1, byte[] scramble) {
        return Digests.xor(stage1, Digests.hash(SHA_256, stage2(stage1), scramble));
    }

    /** The token of a password, empty for the empty one. */
    public static byte[] tokenOf(byte[] password, byte[] scramble) {
        return password.length == 0 ? NOTHING : token(stage1(password), scramble);
    }

    /**
     * Stage 1 of the password that a token proves, or null if it does not prove the one whose stage 2 is given. No token
     * proves an empty password: that is for the caller to know.
     */
    public static byte @Nullable [] extract(byte[] token, byte[] scramble, byte[] stage2) {
        if (token.length != TOKEN_LENGTH) {
            return null;
        }
        byte[] stage1 = Digests.xor(token, Digests.hash(SHA_256, stage2, scramble));
        return MessageDigest.isEqual(stage2(stage1), stage2) ? stage1 : null;
    }
}
