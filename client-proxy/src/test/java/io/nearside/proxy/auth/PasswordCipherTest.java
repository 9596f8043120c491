package io.nearside.proxy.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class PasswordCipherTest {
    private static final PasswordKey KEY = PasswordKey.generate(new SecureRandom());
    private static final byte[] SCRAMBLE = "0123456789abcdefghij".getBytes(US_ASCII);

    /** Made by OpenSSL, as is the message. */
    private static final String PRIVATE_KEY =
            "MIICdwIBADANBgkqhkiG9w0BAQEFAASCAmEwggJdAgEAAoGBANESR1OMnG8lD/5d1n/NKp3UhvgNj7eP4wLKP8iN/Y"
                    + "VdhQGsdirEHwEMb7Zvy+BBOOh1LzHs0+1mNi4N+LViNmYxySFesrz9/8gaDYI5PXGFLVdhQZAGNZBxoIYMjcW+lfgh"
                    + "B+IjluR5tRhzgLi4SDr7R6x/cm56X6Gud0HY/CiFAgMBAAECgYAiNF1a++wz+tpNAUkwi35nZ/fU6VMT8wRu1mvtAd"
                    + "3yTcSO64pBoOh5oXE9ZbjzLXiD/3gDMP3THx/KFRsVgcXoUmxWobnPT3yNzlQ6D6FKi2IDBfmzo/iuIE6NwxmwRdSp"
                    + "LFLPoRI9QP/eyeQm0lJ37UpIv3EDF+FtFCIWmLeWwQJBAPb6ZqXbEJww9QHZi2Xl/0/kCMMpLnwGRGaAMvtT2EEnqD"
                    + "rEAnAvL7kYs8o91g0wmwa+OvK0SyAXvhiwh602UKkCQQDYtWU+cVz8n8H6Z59xOeIfl/IGtAPPUokwyV2tMseiRfw2"
                    + "xp7nXNvIv+0MIkDrhu3wwmk/V42s+bITk2BILlZ9AkEAiTwaTY6sbB3IBn8bNkPW2k2bkNYRPlk9KLeTnJO6VnnywL"
                    + "SppiySGAfh3z788ddQTS7nEnWcSPjoaE+vFFBaAQJAJqsHa8LyoqknBbVjv+JiNNz59LQ+UcoabLghnPwIny35uRRr"
                    + "2kC5fvKwK5AZIW2sG1+1Q/Ytc4YCfne3oGmUSQJBAJhM+20YRIJsRAV10AJDJwAcmgKTOEPL0ditCzqTrJhKuQGdTd"
                    + "iVUhQV0+xeEoekWqQuB1kgAG050CwstFRLSHQ=";

    private static final String MESSAGE =
            "VhG47rf5blm3ARJCQSW79ILLhuRS59Qnnra2DEBlha4suoCX5fVi7lSNHI8SDblRMXurA3y0fBaIhmGqNH/aUGERNI"
                    + "RnrFy7uop0T6f+G3IWNCl0Igm6aDeneL3dZwcbXvOBkOP8m/zctLL8PwLbY6cOPiAqtaGkNfKEzIlbahw=";

    @Property(tries = 200)
    void whatIsEncryptedForAKeyIsReadWithIt(
            @ForAll @Size(max = 213) byte[] password, @ForAll @Size(value = 20) byte[] scramble)
            throws PasswordCipherException {
        byte[] encrypted = PasswordCipher.encrypt(password, scramble, KEY.publicKeyPem());

        assertThat(encrypted).hasSize(256);
        assertThat(KEY.decrypt(encrypted, scramble)).isEqualTo(password);
    }

    @Test
    void readsWhatAnotherLibraryEncrypted() throws Exception {
        PrivateKey key = KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(PRIVATE_KEY)));

        assertThat(PasswordCipher.decrypt(Base64.getDecoder().decode(MESSAGE), SCRAMBLE, key))
                .isEqualTo("a password of more than twenty bytes".getBytes(US_ASCII));
    }

    @Test
    void aPasswordMustFitTheKey() {
        assertThatThrownBy(() -> PasswordCipher.encrypt(new byte[214], SCRAMBLE, KEY.publicKeyPem()))
                .isInstanceOf(PasswordCipherException.class)
                .hasMessage(
                        "a password of more than 213 bytes does not fit the server's RSA key of 2048 bits; use TLS");
    }

    @Test
    void refusesWhatIsNoPublicKeyOfRsa() throws Exception {
        String other = PasswordCipher.write(
                KeyPairGenerator.getInstance("EC").generateKeyPair().getPublic());
        for (String pem : new String[] {"", "-----BEGIN CERTIFICATE-----\nMIIB\n"}) {
            assertThatThrownBy(() -> PasswordCipher.encrypt(new byte[1], SCRAMBLE, pem))
                    .isInstanceOf(PasswordCipherException.class)
                    .hasMessageContaining("PEM");
        }
        for (String pem : new String[] {
            other,
            "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n",
            KEY.publicKeyPem().replace("MIIB", "MIIC"),
            "-----BEGIN PUBLIC KEY-----\nA\n-----END PUBLIC KEY-----\n"
        }) {
            assertThatThrownBy(() -> PasswordCipher.encrypt(new byte[1], SCRAMBLE, pem))
                    .isInstanceOf(PasswordCipherException.class)
                    .hasMessageContaining("no RSA key");
        }
    }

    @Property
    void refusesWhatWasNotEncryptedForTheKey(@ForAll @Size(max = 300) byte[] message) {
        assertThatThrownBy(() -> KEY.decrypt(message, SCRAMBLE)).isInstanceOf(PasswordCipherException.class);
    }

    @Test
    void refusesAnotherLoginsMessage() throws Exception {
        byte[] other = "another scramble....".getBytes(US_ASCII);
        byte[] encrypted = PasswordCipher.encrypt("app".getBytes(US_ASCII), other, KEY.publicKeyPem());

        assertThatThrownBy(() -> KEY.decrypt(encrypted, SCRAMBLE))
                .isInstanceOf(PasswordCipherException.class)
                .hasMessageContaining("zero");
    }

    @Test
    void oneKeyIsMadeWhenTheFirstAsks() throws Exception {
        Queue<Runnable> work = new ArrayDeque<>();
        PasswordKeys keys = new PasswordKeys(new SecureRandom(), work::add);
        assertThat(work).isEmpty();

        CompletableFuture<PasswordKey> first = keys.key();
        CompletableFuture<PasswordKey> second = keys.key();
        assertThat(first).isNotDone();
        first.cancel(true);
        runAll(work);
        String pem = second.get().publicKeyPem();
        byte[] encrypted = PasswordCipher.encrypt("app".getBytes(US_ASCII), SCRAMBLE, pem);
        CompletableFuture<byte[]> password = keys.decrypt(encrypted, SCRAMBLE);
        CompletableFuture<byte[]> nothing = keys.decrypt(new byte[256], SCRAMBLE);
        runAll(work);

        assertThat(keys.key().get().publicKeyPem()).isEqualTo(pem);
        assertThat(password.get()).isEqualTo("app".getBytes(US_ASCII));
        assertThatThrownBy(nothing::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(PasswordCipherException.class);
    }

    private static void runAll(Queue<Runnable> work) {
        for (Runnable next = work.poll(); next != null; next = work.poll()) {
            next.run();
        }
    }
}
