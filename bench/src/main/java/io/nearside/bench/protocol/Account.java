package io.nearside.bench.protocol;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import javax.crypto.Cipher;

/** Who logs in, and the proofs of that. */
public record Account(String user, String password) {
    private static final String NATIVE = "mysql_native_password";
    private static final String CACHING_SHA2 = "caching_sha2_password";

    /** The proof that a server's plugin wants. */
    byte[] proof(Greeting asked) {
        return switch (asked.plugin()) {
            case NATIVE -> {
                byte[] once = hash("SHA-1", passwordBytes());
                yield xor(once, hash("SHA-1", asked.scramble(), hash("SHA-1", once)));
            }
            case CACHING_SHA2 -> {
                byte[] once = hash("SHA-256", passwordBytes());
                yield xor(once, hash("SHA-256", hash("SHA-256", once), asked.scramble()));
            }
            default -> throw new ProtocolException("the server asks for a proof of " + asked.plugin());
        };
    }

    /** The password as it is, for where nobody else can read it. */
    byte[] plain() {
        return (password + "\0").getBytes(StandardCharsets.UTF_8);
    }

    /** The password, for nobody but the server to read. */
    byte[] encrypted(byte[] scramble, String publicKey) {
        byte[] text = plain();
        for (int i = 0; i < text.length; i++) {
            text[i] ^= scramble[i % scramble.length];
        }
        try {
            byte[] key = Base64.getMimeDecoder().decode(publicKey.replaceAll("-----[^-]*-----", ""));
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
            cipher.init(Cipher.ENCRYPT_MODE, KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(key)));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new ProtocolException("the server's key is of no use: " + e.getMessage());
        }
    }

    private byte[] passwordBytes() {
        return password.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] hash(String algorithm, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] xor(byte[] left, byte[] right) {
        byte[] result = left.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] ^= right[i];
        }
        return result;
    }
}
