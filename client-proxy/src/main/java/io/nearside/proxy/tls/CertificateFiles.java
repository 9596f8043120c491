package io.nearside.proxy.tls;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the certificate and the key that settings name. What is wrong with them is said before any client connects. */
final class CertificateFiles {
    private static final String CERTIFICATE_SETTING = "listen.tlsCertificate";
    private static final String KEY_SETTING = "listen.tlsKey";
    private static final String PKCS8_KEY = "PRIVATE KEY";
    private static final String PKCS1_KEY = "RSA PRIVATE KEY";
    private static final byte[] RSA = Der.sequence(Der.identifier(1, 2, 840, 113549, 1, 1, 1), Der.nothing());

    /** For each kind of key, how to try whether the two halves belong together. */
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    private CertificateFiles() {}

    /**
     * Reads both.
     *
     * @throws IllegalStateException if they cannot be used; the message names the setting, the file, and what to do
     */
    static Identity read(String certificatePath, String keyPath, Instant now) {
        PemFile certificates = PemFile.read(CERTIFICATE_SETTING, certificatePath);
        List<X509Certificate> chain = chain(certificates);
        X509Certificate own = chain.get(0);
        if (now.isAfter(own.getNotAfter().toInstant())) {
            throw certificates.complaint(
                    "expired at " + own.getNotAfter().toInstant(),
                    "renew the certificate, or check this machine's clock");
        }
        if (now.isBefore(own.getNotBefore().toInstant())) {
            throw certificates.complaint(
                    "is not valid before " + own.getNotBefore().toInstant(),
                    "wait until then, or check this machine's clock");
        }
        PemFile keys = PemFile.read(KEY_SETTING, keyPath);
        PrivateKey key = key(keys);
        if (!belongTogether(key, own.getPublicKey())) {
            throw keys.complaint(
                    "is not the key of the first certificate in " + certificatePath + " ("
                            + own.getSubjectX500Principal() + ")",
                    "name the two files that were made together, with the node's own certificate before those that"
                            + " lead to its root");
        }
        return new Identity(key, chain);
    }

    private static List<X509Certificate> chain(PemFile file) {
        List<X509Certificate> chain = new ArrayList<>();
        for (PemFile.Block block : file.blocks()) {
            if (block.label().equals("CERTIFICATE")) {
                try {
                    chain.add((X509Certificate) CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(block.bytes())));
                } catch (CertificateException | IllegalArgumentException e) {
                    throw file.complaint(
                            "holds a certificate that cannot be understood: " + e.getMessage(),
                            "look at it with: openssl x509 -noout -text -in " + file.path());
                }
            }
        }
        if (chain.isEmpty()) {
            throw file.complaint("holds no certificate", "it must have a part that begins with BEGIN CERTIFICATE");
        }
        return chain;
    }

    private static PrivateKey key(PemFile file) {
        for (PemFile.Block block : file.blocks()) {
            if (block.label().endsWith(PKCS8_KEY)) {
                if (block.isEncrypted()) {
                    throw file.complaint(
                            "is encrypted, and the node has no password for it",
                            "decrypt it with: openssl pkey -in " + file.path() + " -out key.pem");
                }
                return key(file, block);
            }
        }
        throw file.complaint("holds no private key", "it must have a part that begins with BEGIN PRIVATE KEY");
    }

    private static PrivateKey key(PemFile file, PemFile.Block block) {
        PrivateKey found = null;
        try {
            if (block.label().equals(PKCS8_KEY)) {
                found = key(block.bytes());
            } else if (block.label().equals(PKCS1_KEY)) {
                found = key(Der.sequence(Der.integer(0), RSA, Der.octets(block.bytes())));
            }
        } catch (IllegalArgumentException e) {
            // Not even base64; said below.
        }
        if (found == null) {
            throw file.complaint(
                    "holds a key in a form that is not understood (" + block.label() + ")",
                    "convert it with: openssl pkcs8 -topk8 -nocrypt -in " + file.path() + " -out key.pem");
        }
        return found;
    }

    private static @Nullable PrivateKey key(byte[] pkcs8) {
        for (String algorithm : SIGNATURES.keySet()) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (GeneralSecurityException e) {
                // Of another kind.
            }
        }
        return null;
    }

    private static boolean belongTogether(PrivateKey key, PublicKey other) {
        try {
            Signature signature = Signature.getInstance(SIGNATURES.getOrDefault(key.getAlgorithm(), "EdDSA"));
            signature.initSign(key);
            signature.update((byte) 1);
            byte[] signed = signature.sign();
            signature.initVerify(other);
            signature.update((byte) 1);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
