package io.nearside.proxy.auth;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;

/**
 * How {@code caching_sha2_password} sends a password where there is no TLS: the password and a zero, mixed with the
 * scramble, encrypted with the server's RSA key (MySQL manual, "Caching SHA-2 Pluggable Authentication").
 */
public final class PasswordCipher {
    private static final String TRANSFORMATION = "RSA/ECB/OAEPWithSHA-1AndMGF1Padding";

    /** What OAEP with SHA-1 takes of a block for itself. */
    private static final int PADDING = 42;

    private static final Pattern PEM =
            Pattern.compile("\\s*-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----\\s*");

    private PasswordCipher() {}

    /**
     * What the client sends.
     *
     * @param publicKeyPem the server's key, as it sends it
     * @throws PasswordCipherException if that is no RSA key, or too short for the password
     */
    public static byte[] encrypt(byte[] password, byte[] scramble, String publicKeyPem) throws PasswordCipherException {
        RSAPublicKey key = read(publicKeyPem);
        int longest = (key.getModulus().bitLength() + Byte.SIZE - 1) / Byte.SIZE - PADDING - 1;
        if (password.length > longest) {
            throw new PasswordCipherException(
                    "a password of more than %d bytes does not fit the server's RSA key of %d bits; use TLS"
                            .formatted(longest, key.getModulus().bitLength()));
        }
        byte[] ended = Arrays.copyOf(password, password.length + 1);
        try {
            return apply(Cipher.ENCRYPT_MODE, key, Digests.xor(ended, scramble));
        } catch (GeneralSecurityException e) {
            throw new PasswordCipherException("the password cannot be encrypted with the server's RSA key", e);
        }
    }

    /** The password out of what a client sent. */
    static byte[] decrypt(byte[] encrypted, byte[] scramble, Key key) throws PasswordCipherException {
        byte[] ended;
        try {
            ended = Digests.xor(apply(Cipher.DECRYPT_MODE, key, encrypted), scramble);
        } catch (GeneralSecurityException e) {
            throw new PasswordCipherException("the password was not encrypted with this node's RSA key", e);
        }
        int length = ended.length - 1;
        if (length < 0 || ended[length] != 0) {
            throw new PasswordCipherException("the decrypted password does not end with a zero");
        }
        return Arrays.copyOf(ended, length);
    }

    private static byte[] apply(int mode, Key key, byte[] bytes) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(TRANSFORMATION);
        cipher.init(mode, key);
        return cipher.doFinal(bytes);
    }

    private static RSAPublicKey read(String pem) throws PasswordCipherException {
        Matcher matcher = PEM.matcher(pem);
        if (!matcher.matches()) {
            throw new PasswordCipherException("the server sent no public key in PEM form");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(matcher.group(1));
            PublicKey key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
            return (RSAPublicKey) key;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new PasswordCipherException("the server sent a public key that is no RSA key", e);
        }
    }

    /** A public key as servers send it. */
    static String write(PublicKey key) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        return "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n";
    }
}
