package io.nearside.node.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.nearside.node.whole.TestTools.Outcome;
import io.nearside.origin.OriginAccount;
import io.nearside.origin.OriginFlavor;
import io.nearside.origin.OriginServer;
import io.nearside.origin.employees.Employees;
import io.nearside.origin.employees.LoadProgress;
import io.nearside.origin.junit.OriginTest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Much data passes through a node, a process of its own with a small heap, either way: unchanged, and held by nobody. */
@OriginTest
final class BulkIT {
    private static final String SCHEMA = "test_bulk";
    private static final int MIB = 1024 * 1024;

    /** Less than any of the results and files here, as is what a JVM of this heap lets Netty hold outside of it. */
    private static final String SMALL_HEAP = "-Xmx256m";

    private static final String MILLION_ROWS = "SELECT a.id * 1000 + b.id AS id,"
            + " REPEAT(LPAD(a.id * 1000 + b.id, 8, '0'), 50) AS body FROM thousand a, thousand b";

    /** What sockets and nodes hold of an answer when nobody takes it: two connections' buffers of some MiB each. */
    private static final long MOST_ON_ITS_WAY = 64L * MIB;

    private static final int FILE_ROWS = 100_000;
    private static final int FILE_WIDTH = 1_048;

    private static final PerOrigin<SmallNode> NODE = new PerOrigin<>(SmallNode::new);

    private final OriginServer origin;
    private final SmallNode node;

    BulkIT(OriginServer origin) throws Exception {
        this.origin = origin;
        this.node = NODE.on(origin);
    }

    /** A node that ends rather than go on without memory, and the data that is read through it. */
    private static final class SmallNode implements AutoCloseable {
        final NearsideProcess process;
        final int port;

        private final Path folder = Files.createTempDirectory("bulk");

        SmallNode(OriginServer origin) throws Exception {
            String thousand = IntStream.range(0, 1_000)
                    .mapToObj(i -> "(" + i + ")")
                    .collect(Collectors.joining(", ", "INSERT INTO thousand VALUES ", ""));
            List<String> statements = new ArrayList<>(List.of(
                    "DROP DATABASE IF EXISTS " + SCHEMA,
                    "CREATE DATABASE " + SCHEMA + " CHARACTER SET utf8mb4",
                    "USE " + SCHEMA,
                    "CREATE TABLE thousand (id INT PRIMARY KEY)",
                    thousand,
                    "CREATE TABLE loaded (id INT PRIMARY KEY, body VARCHAR(2000) CHARACTER SET ascii)"));
            statements.addAll(MatrixClient.statements("schema.sql"));
            origin.execute(statements.toArray(String[]::new));
            new Employees(0.1).load(origin, LoadProgress.SILENT);
            process = new NearsideProcess(
                    "node", RunningNode.of(origin).patient(), folder, SMALL_HEAP, "-XX:+ExitOnOutOfMemoryError");
            try {
                port = process.awaitPort();
            } catch (RuntimeException | Error e) {
                close();
                throw e;
            }
        }

        @Override
        public void close() throws IOException {
            process.close();
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        NODE.close();
    }

    @AfterEach
    void theNodeHadMemoryEnough() throws IOException {
        assertThat(node.process.isRunning()).as(node.process.said()).isTrue();
        assertThat(node.process.said()).doesNotContainPattern("OutOf\\w*Memory");
    }

    private static Connection connect(int port, String parameters) throws SQLException {
        OriginAccount app = OriginAccount.APP;
        String url = "jdbc:mysql://127.0.0.1:" + port + "/" + SCHEMA + "?sslMode=DISABLED&allowPublicKeyRetrieval=true"
                + parameters;
        return DriverManager.getConnection(url, app.user(), app.password());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--lock-tables", "--single-transaction"})
    void mariaDbDumpGivesTheSameThroughANode(String consistency, @TempDir Path folder) throws Exception {
        assertDumpsAreEqual(List.of("mariadb-dump", "--no-defaults", "--skip-ssl", consistency), folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--lock-tables", "--single-transaction"})
    void mysqldumpGivesTheSameThroughANode(String consistency, @TempDir Path folder) throws Exception {
        List<String> program = List.of(
                TestTools.mysqldump(),
                "--no-defaults",
                "--ssl-mode=DISABLED",
                "--get-server-public-key",
                "--set-gtid-purged=OFF",
                consistency);
        if (origin.flavor() == OriginFlavor.MYSQL) {
            assertDumpsAreEqual(program, folder);
        } else {
            // Oracle's programs can no longer do what MariaDB's accounts ask for, with or without a node.
            Outcome refused = dump(program, node.port, folder.resolve("near"));
            assertThat(refused.status()).isNotZero();
            assertThat(refused).isEqualTo(dump(program, origin.port(), folder.resolve("direct")));
        }
    }

    private void assertDumpsAreEqual(List<String> program, Path folder) throws Exception {
        Path direct = folder.resolve("direct");
        Path near = folder.resolve("near");
        assertThat(dump(program, origin.port(), direct)).isEqualTo(new Outcome(0, ""));
        assertThat(direct).content(StandardCharsets.UTF_8).contains("CREATE TABLE `salaries`", "PROCEDURE `add_up`");

        assertThat(dump(program, node.port, near)).isEqualTo(new Outcome(0, ""));

        assertThat(Files.mismatch(near, direct)).as("first byte that differs").isEqualTo(-1);
    }

    private static Outcome dump(List<String> program, int port, Path file) throws Exception {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of(
                "--protocol=TCP",
                "--host=127.0.0.1",
                "--port=" + port,
                "--user=" + OriginAccount.ADMIN.user(),
                "--default-character-set=utf8mb4",
                "--skip-dump-date",
                "--no-tablespaces",
                "--routines",
                "--events",
                "--result-file=" + file,
                "--databases",
                "employees",
                SCHEMA));
        return TestTools.run(Map.of("MYSQL_PWD", OriginAccount.ADMIN.password()), command);
    }

    @Test
    void aMillionRowsAreReadFromTheOriginNoFasterThanAClientTakesThem() throws Exception {
        try (Connection watching = origin.connect("");
                Statement watch = watching.createStatement();
                Connection connection = connect(node.port, "");
                Statement statement = connection.createStatement()) {
            // Row by row, as Connector/J is told to.
            statement.setFetchSize(Integer.MIN_VALUE);
            long before = bytesSent(watch);
            long taken = 0;
            int count = 0;
            long ids = 0;
            try (ResultSet rows = statement.executeQuery(MILLION_ROWS)) {
                while (rows.next()) {
                    int id = rows.getInt(1);
                    String body = rows.getString(2);
                    assertThat(body).hasSize(400).startsWith(String.format("%08d", id));
                    ids += id;
                    taken += body.length() + 16;
                    if (count++ % 250_000 == 0) {
                        awaitStandstill(watch);
                        assertThat(bytesSent(watch) - before).isLessThan(taken + MOST_ON_ITS_WAY);
                    }
                }
            }
            assertThat(count).isEqualTo(1_000_000);
            assertThat(ids).isEqualTo(999_999L * 1_000_000 / 2);
        }
    }

    /** Waits until the origin sends nothing worth mention; bounded, as is how long it would wait for its client. */
    private static void awaitStandstill(Statement watch) {
        long[] last = {-1};
        await("standstill")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> {
                    long now = bytesSent(watch);
                    long sent = now - last[0];
                    boolean isFirst = last[0] < 0;
                    last[0] = now;
                    return !isFirst && sent < MIB / 4;
                });
    }

    private static long bytesSent(Statement watch) throws SQLException {
        try (ResultSet rows = watch.executeQuery("SHOW GLOBAL STATUS LIKE 'Bytes_sent'")) {
            rows.next();
            return rows.getLong(2);
        }
    }

    @Test
    void aLocalFileOfAHundredMegabytesIsLoadedThroughANode(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("rows");
        long checksums = write(file);
        assertThat(Files.size(file)).isGreaterThanOrEqualTo(100L * MIB);
        String what = "SELECT COUNT(*), SUM(id), SUM(CRC32(body)) FROM loaded";
        String expected = FILE_ROWS + "," + (FILE_ROWS - 1L) * FILE_ROWS / 2 + "," + checksums;

        try (Connection connection = connect(node.port, "&allowLoadLocalInfile=true");
                Statement statement = connection.createStatement()) {
            assertThat(row(statement, what)).isEqualTo("0,null,null");
            assertThat(statement.executeUpdate(
                            "LOAD DATA LOCAL INFILE '" + file + "' INTO TABLE loaded CHARACTER SET ascii"))
                    .isEqualTo(FILE_ROWS);
            assertThat(row(statement, what)).isEqualTo(expected);
        }
        try (Connection direct = origin.connect(SCHEMA);
                Statement statement = direct.createStatement()) {
            assertThat(row(statement, what)).isEqualTo(expected);
        } finally {
            origin.execute("TRUNCATE TABLE " + SCHEMA + ".loaded");
        }
    }

    /** Writes the rows; gives the sum of their bodies' checksums. */
    private static long write(Path file) throws IOException {
        long checksums = 0;
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int id = 0; id < FILE_ROWS; id++) {
                byte[] body = String.format("%08d", id).repeat(FILE_WIDTH / 8).getBytes(StandardCharsets.US_ASCII);
                CRC32 checksum = new CRC32();
                checksum.update(body);
                checksums += checksum.getValue();
                out.write((id + "\t").getBytes(StandardCharsets.US_ASCII));
                out.write(body);
                out.write('\n');
            }
        }
        return checksums;
    }

    private static String row(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1) + "," + rows.getString(2) + "," + rows.getString(3);
        }
    }

    @Test
    void aClientThatOffersNoFilesIsRefusedInTheOriginsWords(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("rows"), "1\tone\n");

        SQLException near = loadWithoutOffering(node.port, file);

        SQLException direct = loadWithoutOffering(origin.port(), file);
        assertThat(near.getErrorCode()).isEqualTo(direct.getErrorCode()).isPositive();
        assertThat(near.getMessage()).isEqualTo(direct.getMessage());
    }

    private static SQLException loadWithoutOffering(int port, Path file) throws SQLException {
        try (Connection connection = connect(port, "&allowLoadLocalInfile=false");
                Statement statement = connection.createStatement()) {
            return catchThrowableOfType(
                    SQLException.class,
                    () -> statement.execute("LOAD DATA LOCAL INFILE '" + file + "' INTO TABLE loaded"));
        }
    }
}
