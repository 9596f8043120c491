package io.nearside.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CertificateFilesTest {
    private static final Instant NOW = Instant.parse("2026-05-06T07:08:09Z");

    /** What PKCS#8 puts before a PKCS#1 key of 2048 bits. */
    private static final int PKCS8_PREFIX = 26;

    private final Path folder;
    private final Identity made = make();
    private Path certificate;
    private Path key;

    CertificateFilesTest(@TempDir Path folder) throws IOException, GeneralSecurityException {
        this.folder = folder;
        this.certificate = Files.writeString(
                folder.resolve("certificate.pem"),
                pem("CERTIFICATE", made.certificate().getEncoded()));
        this.key = Files.writeString(
                folder.resolve("key.pem"), pem("PRIVATE KEY", made.key().getEncoded()));
    }

    private static Identity make() {
        return SelfMadeCertificate.make(List.of("localhost"), List.of(), NOW, new SecureRandom());
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static String pem(String label, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }

    private Identity read(Instant now) {
        return CertificateFiles.read(certificate.toString(), key.toString(), now);
    }

    private void expectComplaint(String... parts) {
        assertThatThrownBy(() -> read(NOW))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll(parts);
    }

    @Test
    void areReadWithTheWholeChain() throws IOException, GeneralSecurityException {
        X509Certificate root = make().certificate();
        certificate = file(
                "chain.pem",
                "A text before it\r\n"
                        + pem("CERTIFICATE", made.certificate().getEncoded()).replace("\n", "\r\n")
                        + pem("CERTIFICATE", root.getEncoded()));

        Identity read = read(NOW);

        assertThat(read.chain()).containsExactly(made.certificate(), root);
        assertThat(read.key()).isEqualTo(made.key());
    }

    @Test
    void aFileThatIsMissing() {
        key = folder.resolve("other.pem");

        expectComplaint("listen.tlsKey", "other.pem does not exist; name the file");
    }

    @Test
    void aFileThatIsAFolder() {
        certificate = folder;

        expectComplaint("listen.tlsCertificate", "cannot be read: Is a directory; name a file");
    }

    @Test
    void aCertificateOfAnotherKey() throws IOException, GeneralSecurityException {
        certificate = file("other.pem", pem("CERTIFICATE", make().certificate().getEncoded()));

        expectComplaint("listen.tlsKey", "key.pem is not the key of the first certificate in", "CN=Nearside");
    }

    @Test
    void aCertificateThatExpired() {
        Instant late = NOW.plus(3651, ChronoUnit.DAYS);

        assertThatThrownBy(() -> read(late))
                .hasMessageContainingAll("listen.tlsCertificate", "expired at 2036-05-03T07:08:09Z; renew");
    }

    @Test
    void aCertificateThatIsNotValidYet() {
        Instant early = NOW.minus(3, ChronoUnit.DAYS);

        assertThatThrownBy(() -> read(early))
                .hasMessageContainingAll("listen.tlsCertificate", "is not valid before 2026-05-04T07:08:09Z; wait");
    }

    @Test
    void filesTheOtherWayRound() {
        Path both = certificate;
        certificate = key;
        key = both;

        expectComplaint("listen.tlsCertificate", "key.pem holds no certificate");
    }

    @Test
    void aCertificateInPlaceOfTheKey() {
        key = certificate;

        expectComplaint("listen.tlsKey", "certificate.pem holds no private key");
    }

    @Test
    void aCertificateThatIsNone() throws IOException {
        certificate = file("certificate.pem", pem("CERTIFICATE", new byte[] {1, 2, 3}));

        expectComplaint("listen.tlsCertificate", "cannot be understood", "openssl x509");
    }

    @Test
    void anEncryptedKey() throws IOException {
        key = file("key.pem", pem("ENCRYPTED PRIVATE KEY", new byte[] {1, 2, 3}));

        expectComplaint("listen.tlsKey", "is encrypted", "openssl pkey -in");
    }

    @Test
    void anEncryptedKeyOfTheOlderKind() throws IOException {
        key = file(
                "key.pem",
                """
                -----BEGIN RSA PRIVATE KEY-----
                Proc-Type: 4,ENCRYPTED
                DEK-Info: AES-256-CBC,00

                AQID
                -----END RSA PRIVATE KEY-----
                """);

        expectComplaint("listen.tlsKey", "is encrypted", "openssl pkey -in");
    }

    @Test
    void aKeyInAFormThatIsNotUnderstood() throws IOException {
        key = file("key.pem", pem("EC PRIVATE KEY", new byte[] {1, 2, 3}));

        expectComplaint("listen.tlsKey", "not understood (EC PRIVATE KEY)", "openssl pkcs8 -topk8 -nocrypt -in");
    }

    @Test
    void aKeyThatIsNone() throws IOException {
        key = file("key.pem", "-----BEGIN PRIVATE KEY-----\n!!\n-----END PRIVATE KEY-----\n");

        expectComplaint("listen.tlsKey", "not understood (PRIVATE KEY)");
    }

    @Test
    void anRsaKeyInBothForms() throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        PrivateKey rsa = pair.getPrivate();
        byte[] pkcs8 = rsa.getEncoded();

        for (String text : List.of(
                pem("PRIVATE KEY", pkcs8),
                pem("RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, PKCS8_PREFIX, pkcs8.length)))) {
            key = file("key.pem", text);
            // Understood, so what is wrong with it is that it is another's.
            expectComplaint("listen.tlsKey", "is not the key of");
        }
    }
}
