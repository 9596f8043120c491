package io.nearside.proxy.tls;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * A certificate that a node makes for itself, signed with its own key (RFC 5280): it encrypts, but tells nobody who is there.
 * ECDSA on the curve P-256, which every client with TLS 1.2 knows.
 */
final class SelfMadeCertificate {
    private static final String CURVE = "secp256r1";
    private static final String SIGNATURE = "SHA256withECDSA";
    private static final byte[] SIGNATURE_ALGORITHM = Der.sequence(Der.identifier(1, 2, 840, 10045, 4, 3, 2));
    private static final byte[] COMMON_NAME = Der.identifier(2, 5, 4, 3);
    private static final byte[] KEY_USAGE = Der.identifier(2, 5, 29, 15);
    private static final byte[] ALTERNATIVE_NAMES = Der.identifier(2, 5, 29, 17);
    private static final byte[] BASIC_CONSTRAINTS = Der.identifier(2, 5, 29, 19);
    private static final byte[] EXTENDED_KEY_USAGE = Der.identifier(2, 5, 29, 37);
    private static final byte[] OF_A_SERVER = Der.identifier(1, 3, 6, 1, 5, 5, 7, 3, 1);
    private static final byte[] DIGITAL_SIGNATURE = Der.bits(7, new byte[] {(byte) 0x80});

    private static final int SERIAL_BITS = 126;
    private static final int VERSION_3 = 2;
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    /** Clients' clocks may be behind. */
    private static final long DAYS_BEFORE = 2;

    /** Longer than any process runs. */
    private static final long DAYS_AFTER = 3650;

    private SelfMadeCertificate() {}

    /**
     * Makes one.
     *
     * @param names by which the server is known
     * @param addresses its IP addresses, of 4 or 16 bytes
     */
    static Identity make(List<String> names, List<byte[]> addresses, Instant now, SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(CURVE), random);
            KeyPair pair = generator.generateKeyPair();
            byte[] name = Der.sequence(Der.set(Der.sequence(COMMON_NAME, Der.text("Nearside"))));
            byte[] content = Der.sequence(
                    Der.explicit(0, Der.integer(VERSION_3)),
                    Der.integer(new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS)),
                    SIGNATURE_ALGORITHM,
                    name,
                    Der.sequence(
                            Der.time(now.minus(DAYS_BEFORE, ChronoUnit.DAYS)),
                            Der.time(now.plus(DAYS_AFTER, ChronoUnit.DAYS))),
                    name,
                    pair.getPublic().getEncoded(),
                    Der.explicit(3, extensions(names, addresses)));
            Signature signature = Signature.getInstance(SIGNATURE);
            signature.initSign(pair.getPrivate(), random);
            signature.update(content);
            byte[] whole = Der.sequence(content, SIGNATURE_ALGORITHM, Der.bits(0, signature.sign()));
            return new Identity(pair.getPrivate(), List.of(read(whole)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no certificate can be made: " + e.getMessage(), e);
        }
    }

    private static X509Certificate read(byte[] der) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    private static byte[] extensions(List<String> names, List<byte[]> addresses) {
        List<byte[]> alternatives = new ArrayList<>();
        for (String name : names) {
            alternatives.add(Der.implicit(DNS_NAME, name.getBytes(StandardCharsets.US_ASCII)));
        }
        for (byte[] address : addresses) {
            alternatives.add(Der.implicit(IP_ADDRESS, address));
        }
        return Der.sequence(
                Der.sequence(BASIC_CONSTRAINTS, Der.truth(), Der.octets(Der.sequence())),
                Der.sequence(KEY_USAGE, Der.truth(), Der.octets(DIGITAL_SIGNATURE)),
                Der.sequence(EXTENDED_KEY_USAGE, Der.octets(Der.sequence(OF_A_SERVER))),
                Der.sequence(ALTERNATIVE_NAMES, Der.octets(Der.sequence(alternatives.toArray(byte[][]::new)))));
    }
}
