package io.nearside.proxy.auth;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/**
 * The node's own RSA key pair, with which clients encrypt passwords. Immutable; making one, and decrypting, take
 * milliseconds of computing and do not belong on an event loop.
 */
public final class PasswordKey {
    private static final int BITS = 2048;

    private final KeyPair pair;
    private final String pem;

    private PasswordKey(KeyPair pair) {
        this.pair = pair;
        this.pem = PasswordCipher.write(pair.getPublic());
    }

    /** Another pair, of 2048 bits, as MySQL makes them. */
    public static PasswordKey generate(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS, random);
            return new PasswordKey(generator.generateKeyPair());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has RSA", e);
        }
    }

    /** The public key, as a server sends it. */
    public String publicKeyPem() {
        return pem;
    }

    /**
     * The password that a client sent.
     *
     * @param scramble what it was sent for this login
     * @throws PasswordCipherException if the bytes were not made with this key
     */
    public byte[] decrypt(byte[] encrypted, byte[] scramble) throws PasswordCipherException {
        return PasswordCipher.decrypt(encrypted, scramble, pair.getPrivate());
    }
}
