package io.nearside.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SelfMadeCertificateTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    private static X509Certificate made(Instant now, List<String> names) {
        byte[] address = {127, 0, 0, 1};
        return SelfMadeCertificate.make(names, List.of(address), now, RANDOM).certificate();
    }

    @Test
    void isSignedWithItsOwnKey() throws GeneralSecurityException {
        X509Certificate certificate = made(Instant.now(), List.of("localhost"));

        certificate.verify(certificate.getPublicKey());

        assertThat(certificate.getVersion()).isEqualTo(3);
        assertThat(certificate.getSigAlgName()).isEqualTo("SHA256withECDSA");
        assertThat(certificate.getSubjectX500Principal()).isEqualTo(certificate.getIssuerX500Principal());
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=Nearside");
    }

    @Test
    void namesTheServerAndIsGoodForNothingElse() throws GeneralSecurityException {
        X509Certificate certificate = made(Instant.now(), List.of("localhost", "a-name.example"));

        assertThat(certificate.getSubjectAlternativeNames())
                .containsExactly(List.of(2, "localhost"), List.of(2, "a-name.example"), List.of(7, "127.0.0.1"));
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate.getKeyUsage())
                .containsExactly(true, false, false, false, false, false, false, false, false);
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(certificate.getCriticalExtensionOIDs()).containsExactlyInAnyOrder("2.5.29.15", "2.5.29.19");
    }

    @Test
    void isValidForYearsAndThenNoMore() {
        // The second is of those whose end is written with four digits for the year.
        for (Instant now : List.of(Instant.parse("2026-01-02T03:04:05Z"), Instant.parse("2045-01-02T03:04:05Z"))) {
            X509Certificate certificate = made(now, List.of("localhost"));

            assertThat(certificate.getNotBefore().toInstant()).isEqualTo(now.minus(2, ChronoUnit.DAYS));
            assertThat(certificate.getNotAfter().toInstant()).isEqualTo(now.plus(3650, ChronoUnit.DAYS));
            assertThatCode(() -> certificate.checkValidity(Date.from(now))).doesNotThrowAnyException();
            assertThatThrownBy(() -> certificate.checkValidity(Date.from(now.plus(3651, ChronoUnit.DAYS))))
                    .isInstanceOf(CertificateExpiredException.class);
        }
    }

    @Test
    void manyNamesMakeALongCertificate() throws GeneralSecurityException {
        List<String> names = IntStream.range(0, 300)
                .mapToObj("node-%d.region.example"::formatted)
                .toList();

        X509Certificate certificate = made(Instant.now(), names);

        assertThat(certificate.getSubjectAlternativeNames()).hasSize(301);
        certificate.verify(certificate.getPublicKey());
    }

    @Test
    void noTwoAreEqual() {
        Instant now = Instant.now();

        assertThat(made(now, List.of("localhost")).getSerialNumber())
                .isNotEqualTo(made(now, List.of("localhost")).getSerialNumber())
                .isPositive();
    }
}
