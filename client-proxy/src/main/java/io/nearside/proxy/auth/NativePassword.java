package io.nearside.proxy.auth;

import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * {@code mysql_native_password}. The server keeps SHA1(SHA1(password)), called stage 2 here; the client sends a token:
 *
 * <pre>
 * SHA1(password) XOR SHA1(scramble | stage 2)
 * </pre>
 *
 * <p>So a token that was verified gives away SHA1(password), called stage 1, which is all it takes to make the next.
 * Nothing is sent for an empty password.
 */
public final class NativePassword {
    public static final int TOKEN_LENGTH = 20;

    private static final String SHA_1 = "SHA-1";
    private static final byte[] NOTHING = {};

    private NativePassword() {}

    public static byte[] stage1(byte[] password) {
        return Digests.hash(SHA_1, password);
    }

    /** What the server keeps, in {@code mysql.user} written in hex after a star. */
    public static byte[] stage2(byte[] stage1) {
        return Digests.hash(SHA_1, stage1);
    }

    /** The token of whoever knows stage 1 of a password that is not empty. */
    public static byte[] token(byte[] stage1, byte[] scramble) {
        return Digests.xor(stage1, Digests.hash(SHA_1, scramble, stage2(stage1)));
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
        byte[] stage1 = Digests.xor(token, Digests.hash(SHA_1, scramble, stage2));
        return MessageDigest.isEqual(stage2(stage1), stage2) ? stage1 : null;
    }
}
