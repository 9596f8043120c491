package io.nearside.proxy.auth;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Hash functions, and the exclusive or by which the plugins mix hashes. */
final class Digests {
    private Digests() {}

    /** The hash of all parts behind each other. */
    static byte[] hash(String algorithm, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has " + algorithm, e);
        }
    }

    /** Each byte of {@code bytes} with one of {@code mask}, which begins again where it is shorter. */
    static byte[] xor(byte[] bytes, byte[] mask) {
        byte[] mixed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            mixed[i] = (byte) (bytes[i] ^ mask[i % mask.length]);
        }
        return mixed;
    }
}
