package io.nearside.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearside.config.TlsMode;
import io.nearside.config.TlsSettings;
import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import io.nearside.proxy.wire.Capability;
import io.nearside.proxy.wire.Command;
import io.nearside.proxy.wire.ReplyKind;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLEngine;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Over TLS, compressed, or both, everything is as it is without. */
@OriginTest
@ExtendWith(NoLeaks.class)
final class EncryptedIT {
    private static final String SCHEMA = "test_encrypted";
    private static final int LARGE = 17 * 1024 * 1024;

    private final OriginServer origin;
    private final TestingProxy proxy;
    private final Path folder;

    EncryptedIT(OriginServer origin, @TempDir Path folder) {
        this.origin = origin;
        this.proxy = new TestingProxy(origin);
        this.folder = folder;
    }

    @BeforeEach
    void makeTables() throws SQLException {
        origin.execute("SET GLOBAL max_allowed_packet = 134217728");
        proxy.schema(
                SCHEMA,
                "CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(300))",
                "INSERT INTO t VALUES (1, 'one'), (2, REPEAT('two', 100)), (3, NULL)",
                "CREATE TABLE big (id INT PRIMARY KEY, data LONGBLOB)");
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    private static String url(int port, String parameters) {
        return "jdbc:mysql://127.0.0.1:" + port + "/" + SCHEMA
                + "?allowPublicKeyRetrieval=true&maxAllowedPacket=100000000&" + parameters;
    }

    private static Connection connect(int port, String parameters) throws SQLException {
        return DriverManager.getConnection(url(port, parameters), "app", "app");
    }

    /** What makes Connector/J trust this proxy's certificate and no other. */
    private String trust() {
        try (RawClient client = new RawClient(proxy.port())) {
            client.readPacket();
            client.send(RawClient.tlsRequest(RawClient.CAPABILITIES));
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("proxy", client.beginTls("TLSv1.3"));
            Path file = folder.resolve("trust.p12");
            try (OutputStream out = Files.newOutputStream(file)) {
                store.store(out, "secret".toCharArray());
            }
            return "sslMode=VERIFY_CA&trustCertificateKeyStoreUrl=" + file.toUri()
                    + "&trustCertificateKeyStorePassword=secret&fallbackToSystemTrustStore=false";
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.2, false",
        "TLSv1.2, true",
        "TLSv1.3, false",
        "TLSv1.3, true",
    })
    void connectorJReadsAndWrites(String version, boolean compressed) throws SQLException {
        String parameters = trust() + "&tlsVersions=" + version + "&useCompression=" + compressed;
        try (Connection connection = connect(proxy.port(), parameters);
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < 3; i++) {
                try (ResultSet rows = statement.executeQuery("SELECT * FROM t ORDER BY id")) {
                    assertThat(rows.next()).isTrue();
                    assertThat(rows.getString(2)).isEqualTo("one");
                    assertThat(rows.next()).isTrue();
                    assertThat(rows.getString(2)).isEqualTo("two".repeat(100));
                }
            }
            assertThat(statement.executeUpdate("DELETE FROM t WHERE id = 3")).isEqualTo(1);
        }
        assertThat(proxy.cache.hits).hasPositiveValue();
    }

    @Test
    void aCertificateThatIsNotTrustedIsNoticed() {
        String system = "sslMode=VERIFY_CA&fallbackToSystemTrustStore=true";

        assertThatThrownBy(() -> connect(proxy.port(), system)).hasStackTraceContaining("CertPathValidatorException");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sslMode=REQUIRED&tlsVersions=TLSv1.2",
                "sslMode=REQUIRED&tlsVersions=TLSv1.3",
                "sslMode=DISABLED&useCompression=true",
                "sslMode=REQUIRED&useCompression=true"
            })
    void largePacketsBothWays(String parameters) throws SQLException {
        for (boolean compressible : new boolean[] {false, true}) {
            byte[] data = new byte[LARGE];
            if (compressible) {
                Arrays.fill(data, (byte) 'x');
            } else {
                new Random(1).nextBytes(data);
            }
            try (Connection connection = connect(proxy.port(), parameters);
                    PreparedStatement insert = connection.prepareStatement("REPLACE INTO big VALUES (1, ?)");
                    Statement select = connection.createStatement()) {
                insert.setBytes(1, data);
                insert.executeUpdate();
                for (int i = 0; i < 2; i++) {
                    try (ResultSet row = select.executeQuery("SELECT data FROM big WHERE id = 1")) {
                        assertThat(row.next()).isTrue();
                        assertThat(Arrays.equals(row.getBytes(1), data)).isTrue();
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.2, false",
        "TLSv1.3, false",
        "TLSv1.3, true",
        ", true",
    })
    void answersAreEqualByteForByte(String version, boolean compressed) throws SQLException {
        int more = compressed ? Capability.COMPRESS : 0;
        try (RawClient direct = RawClient.loggedIn(origin.port(), SCHEMA, true);
                RawClient through = RawClient.loggedIn(proxy.port(), SCHEMA, true, more, version)) {
            for (String sql : new String[] {
                "SELECT * FROM t",
                "SELECT * FROM t WHERE id = 7",
                "SELECT nothing FROM t",
                "SELECT REPEAT('x', 1000000), id FROM t",
                "SELECT 1; SELECT * FROM t; DO 1",
                "SHOW COLUMNS FROM t"
            }) {
                byte[] expected = direct.run(sql);
                for (int i = 0; i < 3; i++) {
                    assertThat(through.run(sql)).as(sql).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void twoCommandsOfOneFrameAreTwoCommands() {
        try (RawClient client = RawClient.loggedIn(proxy.port(), SCHEMA, true, Capability.COMPRESS)) {
            client.send(RawClient.query("SELECT id FROM t WHERE id = 1"), RawClient.command(Command.PING, new byte[0]));

            assertThat(client.readReply(ReplyKind.RESULTS)).isNotEmpty();
            assertThat(RawClient.isOk(client.readPacket())).isTrue();
        }
    }

    @Test
    void whatIsNotCompressedAfterTheLoginIsAnError() throws SQLException {
        try (RawClient client = new RawClient(proxy.port())) {
            byte[] greeting = client.readPacket();
            int capabilities = RawClient.CAPABILITIES | Capability.COMPRESS | Capability.CONNECT_WITH_DB;
            client.send(client.loginPacket(greeting, capabilities, SCHEMA));
            byte[] answer = client.readPacket();
            if (answer[4] == (byte) 0xFE) {
                client.send(RawClient.packet(3, RawClient.nativeAnswer(Arrays.copyOfRange(answer, 27, 47))));
                answer = client.readPacket();
            }
            assertThat(RawClient.isOk(answer)).isTrue();

            byte[] plain = RawClient.query("SELECT '" + "1234567890".repeat(1_000) + "'");
            // As much as a frame has that begins with these bytes.
            client.send(plain, new byte[3]);

            assertThat(client.readToEnd()).isNotEmpty();
            assertThat(proxy.count("nearside.packets.malformed")).isEqualTo(1);
        }
    }

    /** MariaDB's own client checks the numbers of frames, which drivers in Java do not. */
    @ParameterizedTest
    @CsvSource({
        "--ssl, --skip-compress",
        "--ssl, --compress",
        "--skip-ssl, --compress",
    })
    void theCommandLineClientReadsAndSendsAFile(String ssl, String compress)
            throws IOException, InterruptedException, SQLException {
        origin.execute("SET GLOBAL local_infile = ON");
        Path file = folder.resolve("rows.txt");
        try (BufferedWriter rows = Files.newBufferedWriter(file)) {
            for (int i = 10; i < 100_000; i++) {
                rows.write(i + "\tname " + i + "\n");
            }
        }
        List<String> statements = List.of(
                "SELECT * FROM t",
                "LOAD DATA LOCAL INFILE '" + file + "' INTO TABLE t",
                "SELECT COUNT(*), SUM(id) FROM t",
                "SELECT * FROM t WHERE id > 9",
                "SELECT 1; SELECT 2",
                "SELECT REPEAT('x', 300000), id FROM t WHERE id < 100",
                "SELECT nothing",
                "SELECT '" + "y".repeat(100_000) + "'");
        String expected = ask(origin.port(), statements, "--skip-ssl", "--skip-compress");
        origin.execute("DELETE FROM " + SCHEMA + ".t WHERE id > 9");

        assertThat(ask(proxy.port(), statements, ssl, compress))
                .isEqualTo(expected)
                .contains("99999\tname 99999\n");
    }

    private String ask(int port, List<String> statements, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "mariadb",
                "--no-defaults",
                "--protocol=TCP",
                "--host=127.0.0.1",
                "--port=" + port,
                "--user=app_native",
                "--local-infile=1",
                "--force",
                "--batch",
                "--database=" + SCHEMA));
        command.addAll(List.of(options));
        Path script = Files.writeString(folder.resolve("script.sql"), String.join(";\n", statements) + ";\n");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectInput(script.toFile());
        builder.environment().put("MYSQL_PWD", "app");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    /** A client that does not read must not make the proxy hold what it asked for. */
    @ParameterizedTest
    @CsvSource({"TLSv1.3, false", "TLSv1.3, true", ", true"})
    void theOriginIsNotReadWhileTheClientDoesNotRead(String version, boolean compressed) throws SQLException {
        int more = compressed ? Capability.COMPRESS : 0;
        try (RawClient client = RawClient.loggedIn(proxy.port(), SCHEMA, true, more, version);
                Connection admin = origin.connect("")) {
            // Nothing that compresses well, and more than all buffers on the way hold.
            String rows = "SELECT SHA2(a.seq, 512), SHA2(b.seq, 512), SHA2(a.seq + b.seq, 512) FROM nums a, nums b";
            origin.execute(
                    "DROP TABLE IF EXISTS " + SCHEMA + ".nums",
                    "CREATE TABLE " + SCHEMA + ".nums (seq INT PRIMARY KEY)",
                    "INSERT INTO " + SCHEMA
                            + ".nums WITH RECURSIVE n AS (SELECT 1 AS seq UNION ALL SELECT seq + 1 FROM n"
                            + " WHERE seq < 450) SELECT seq FROM n");
            client.send(RawClient.query(rows));

            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> isStuckInWriting(admin));

            assertThat(client.readReply(ReplyKind.RESULTS)).hasSizeGreaterThan(450 * 450 * 384);
        }
    }

    /** Whether the origin has been sending rows for a second or more without being done. */
    private static boolean isStuckInWriting(Connection admin) throws SQLException {
        try (Statement statement = admin.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE"
                                + " 'SELECT SHA2(a.seq%' AND TIME >= 4")) {
            return row.next() && row.getInt(1) == 1;
        }
    }

    @Test
    void aPasswordToldOverTlsIsKnownFromThenOn() throws SQLException {
        origin.execute("FLUSH PRIVILEGES");
        try (Connection first = connect(proxy.port(), "sslMode=REQUIRED");
                Connection second = connect(proxy.port(), "sslMode=REQUIRED");
                Connection third = connect(proxy.port(), "sslMode=DISABLED&useCompression=true")) {
            assertThat(first.isValid(5)).isTrue();
            assertThat(second.isValid(5)).isTrue();
            assertThat(third.isValid(5)).isTrue();
        }
        assertThat(proxy.count("nearside.logins", "judge", "origin")).isEqualTo(1);
        assertThat(proxy.count("nearside.logins", "judge", "node")).isEqualTo(2);
    }

    @Test
    void aLoginWithoutTlsIsRefusedWhereItIsRequired() throws SQLException {
        try (TestingProxy strict = new TestingProxy(origin, TlsSettings.selfMade(TlsMode.REQUIRE))) {
            assertThatThrownBy(() -> connect(strict.port(), "sslMode=DISABLED"))
                    .isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getErrorCode())
                            .isEqualTo(3159))
                    .hasMessageContaining("Connections using insecure transport are prohibited");
            try (Connection connection = connect(strict.port(), "sslMode=PREFERRED")) {
                assertThat(connection.isValid(5)).isTrue();
            }
        }
    }

    @Test
    void whereTlsIsOffClientsThatPreferItDoWithout() throws SQLException {
        try (TestingProxy plain = new TestingProxy(origin, TlsSettings.selfMade(TlsMode.OFF))) {
            try (Connection connection = connect(plain.port(), "sslMode=PREFERRED")) {
                assertThat(connection.isValid(5)).isTrue();
            }
            assertThatThrownBy(() -> connect(plain.port(), "sslMode=REQUIRED")).hasMessageContaining("SSL");
            try (RawClient client = new RawClient(plain.port())) {
                client.readPacket();
                client.send(RawClient.tlsRequest(RawClient.CAPABILITIES));

                assertThat(RawClient.errorCode(client.readPacket())).isEqualTo(1043);
            }
        }
    }

    @Test
    void bytesBehindTheRequestForTlsAreNotTakenForALogin() {
        try (RawClient client = new RawClient(proxy.port())) {
            byte[] greeting = client.readPacket();
            byte[] login = client.loginPacket(greeting, RawClient.CAPABILITIES, "");
            login[3] = 2;

            client.send(RawClient.tlsRequest(RawClient.CAPABILITIES), login, RawClient.query("DROP TABLE t"));

            byte[] answer = client.readToEnd();
            // An alert of TLS, if anything.
            assertThat(answer.length).isLessThan(20);
            assertThat(answer.length == 0 || answer[0] == 0x15).isTrue();
        }
        try (RawClient client = RawClient.loggedIn(proxy.port(), SCHEMA, true)) {
            assertThat(client.run("SELECT COUNT(*) FROM t")).isNotEmpty();
        }
    }

    @Test
    void theFirstBytesOfTlsMayComeWithTheRequest() throws IOException {
        SSLEngine engine = AnyServer.context().createSSLEngine();
        engine.setUseClientMode(true);
        ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), hello);
        try (RawClient client = new RawClient(proxy.port())) {
            client.readPacket();

            client.send(RawClient.tlsRequest(RawClient.CAPABILITIES), Arrays.copyOf(hello.array(), hello.position()));

            assertThat(client.readByte()).as("a record of the handshake").isEqualTo(0x16);
        }
    }

    @Test
    void tlsIsNotAskedForTwice() {
        try (RawClient client = new RawClient(proxy.port())) {
            client.readPacket();
            client.send(RawClient.tlsRequest(RawClient.CAPABILITIES));
            client.beginTls("TLSv1.2");
            byte[] again = RawClient.tlsRequest(RawClient.CAPABILITIES);
            again[3] = 2;
            client.send(again);

            assertThat(RawClient.errorCode(client.readPacket())).isEqualTo(1043);
        }
    }

    @Test
    void versionsOfTlsThatAreBrokenAreRefused() {
        try (RawClient client = new RawClient(proxy.port())) {
            client.readPacket();
            client.send(RawClient.tlsRequest(RawClient.CAPABILITIES));
            // A hello of TLS 1.1, which offers nothing newer.
            byte[] hello = {
                0x16,
                3,
                1,
                0,
                45,
                1,
                0,
                0,
                41,
                3,
                2,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                2,
                (byte) 0xC0,
                0x13,
                1,
                0,
                0
            };
            client.send(hello);

            byte[] answer = client.readToEnd();
            assertThat(answer.length == 0 || answer[0] == 0x15)
                    .as("nothing but an alert")
                    .isTrue();
        }
    }
}
