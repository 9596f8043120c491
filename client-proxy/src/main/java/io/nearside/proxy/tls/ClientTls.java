package io.nearside.proxy.tls;

import io.nearside.config.ListenSettings;
import io.nearside.config.TlsMode;
import io.nearside.config.TlsSettings;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How this node encrypts clients' connections, with TLS 1.2 or 1.3. Immutable, thread-safe. */
public final class ClientTls {
    private static final Logger log = LoggerFactory.getLogger(ClientTls.class);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");

    private final TlsMode mode;
    private final @Nullable SslContext context;

    private ClientTls(TlsMode mode, @Nullable SslContext context) {
        this.mode = mode;
        this.context = context;
    }

    /**
     * Reads the certificate, or makes one, which lives as long as the process.
     *
     * @throws IllegalStateException if the files cannot be used; the message names the setting, the file, and what to do
     */
    public static ClientTls of(ListenSettings listen, Clock clock, SecureRandom random) {
        TlsSettings tls = listen.tls();
        if (tls.mode() == TlsMode.OFF) {
            return new ClientTls(TlsMode.OFF, null);
        }
        boolean selfMade = tls.certificate().isEmpty();
        Identity identity = selfMade
                ? selfMade(listen.host(), clock, random)
                : CertificateFiles.read(tls.certificate(), tls.key(), clock.instant());
        try {
            SslContext context = SslContextBuilder.forServer(identity.key(), identity.chain())
                    .sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .build();
            log.info(
                    "clients may use TLS required={} selfMade={} sha256={} until={}",
                    tls.mode() == TlsMode.REQUIRE,
                    selfMade,
                    fingerprint(identity.certificate()),
                    identity.certificate().getNotAfter().toInstant());
            return new ClientTls(tls.mode(), context);
        } catch (SSLException e) {
            throw new IllegalStateException("TLS cannot be set up for clients: " + e.getMessage(), e);
        }
    }

    private static Identity selfMade(String host, Clock clock, SecureRandom random) {
        List<String> names = new ArrayList<>(List.of("localhost"));
        List<byte[]> addresses = new ArrayList<>();
        try {
            for (String own : List.of(host, "127.0.0.1", "::1")) {
                InetAddress address = InetAddress.getByName(own);
                if (!address.isAnyLocalAddress()) {
                    addresses.add(address.getAddress());
                }
            }
            String name = InetAddress.getLocalHost().getHostName();
            if (NAME.matcher(name).matches()) {
                names.add(name);
            }
        } catch (UnknownHostException e) {
            log.debug("this machine's name is not known: {}", e.toString());
        }
        return SelfMadeCertificate.make(names, addresses, clock.instant(), random);
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.ofDelimiter(":")
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    public boolean isOffered() {
        return context != null;
    }

    /** Whether a client must not log in without. */
    public boolean isRequired() {
        return mode == TlsMode.REQUIRE;
    }

    /** For one connection, on which the client speaks first. */
    public SslHandler newHandler(ByteBufAllocator allocator) {
        SslContext offered = context;
        if (offered == null) {
            throw new IllegalStateException("TLS is not offered");
        }
        return offered.newHandler(allocator);
    }
}
