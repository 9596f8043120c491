package io.nearside.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.cdc.log.ChangeKind;
import io.nearside.cdc.log.ChangeRecord;
import io.nearside.cdc.log.RowImage;
import io.nearside.cdc.log.RowImage.Omitted;
import io.nearside.cdc.log.TestingChangeLog;
import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Row changes come with what the rows held, and without when that cannot be had. */
@OriginTest
class RowImagesIT {
    private static final String DB = "test_rows";

    private final OriginServer origin;
    private final TestingChangeLog log = new TestingChangeLog();
    private final LogFollower follower = new LogFollower(log);
    private Invalidator invalidator;

    RowImagesIT(OriginServer origin) {
        this.origin = origin;
    }

    @BeforeEach
    void start() throws SQLException {
        origin.execute(
                "DROP DATABASE IF EXISTS " + DB,
                "CREATE DATABASE " + DB,
                "CREATE TABLE " + DB + ".warm (id INT PRIMARY KEY AUTO_INCREMENT)",
                "CREATE TABLE " + DB + ".t (id INT PRIMARY KEY, v VARCHAR(2000) CHARACTER SET utf8mb4)");
        invalidator = Invalidators.start(origin, log);
        awaitImages();
    }

    @AfterEach
    void stop() {
        invalidator.close();
    }

    @Test
    void everyRowComesWithItsImages() throws SQLException {
        execute(
                "INSERT INTO t VALUES (1, 'a'), (2, 'größe')",
                "UPDATE t SET v = 'b' WHERE id = 1",
                "DELETE FROM t WHERE id = 2");

        assertThat(follower.settle().take())
                .extracting(ChangeRecord::kind, record -> values(record.before()), record -> values(record.after()))
                .containsExactly(
                        tuple(ChangeKind.INSERT, null, Map.of("id", 1L, "v", "a")),
                        tuple(ChangeKind.INSERT, null, Map.of("id", 2L, "v", "größe")),
                        tuple(ChangeKind.UPDATE, Map.of("id", 1L, "v", "a"), Map.of("id", 1L, "v", "b")),
                        tuple(ChangeKind.DELETE, Map.of("id", 2L, "v", "größe"), null));
    }

    @Test
    void aTransactionOverSeveralTablesComesWhole() throws SQLException {
        execute(
                "BEGIN",
                "INSERT INTO t VALUES (1, 'a')",
                "INSERT INTO warm VALUES ()",
                "UPDATE t SET v = 'b'",
                "COMMIT");

        List<ChangeRecord> records = follower.settle().take();
        assertThat(records)
                .extracting(ChangeRecord::kind)
                .containsExactlyInAnyOrder(ChangeKind.INSERT, ChangeKind.INSERT, ChangeKind.UPDATE);
        assertThat(records)
                .extracting(ChangeRecord::gtid)
                .doesNotContain("")
                .allMatch(records.get(0).gtid()::equals);
    }

    @Test
    void anUpdateThatDoesNotTouchTheKeyChangesNoChildren() throws SQLException {
        execute(
                "CREATE TABLE parent (id INT PRIMARY KEY, note INT)",
                "CREATE TABLE child (id INT PRIMARY KEY, p INT,"
                        + " FOREIGN KEY (p) REFERENCES parent (id) ON UPDATE CASCADE)",
                "INSERT INTO parent VALUES (1, 1)");
        follower.settle().take();

        execute("UPDATE parent SET note = 2");
        assertThat(follower.settle().take()).extracting(ChangeRecord::kind).containsExactly(ChangeKind.UPDATE);

        execute("UPDATE parent SET id = 7");
        assertThat(follower.settle().take())
                .extracting(record -> Objects.requireNonNull(record.table()).table())
                .contains("child");
    }

    @Test
    void valuesKeepTheirMeaning() throws SQLException {
        execute("CREATE TABLE types (i BIGINT, u BIGINT UNSIGNED, ti TINYINT(1), d DECIMAL(20,5), f DOUBLE, fl FLOAT,"
                + " da DATE, dt DATETIME, dt6 DATETIME(6), ts TIMESTAMP NULL, tm TIME, y YEAR, bit1 BIT(1), bit9 BIT(9),"
                + " e ENUM('x','y'), s SET('p','q'), j JSON, b VARBINARY(10), n INT, zero DATE, large TEXT,"
                + " l1 VARCHAR(9) CHARACTER SET latin1, point POINT)");
        follower.settle().take();

        execute(
                "SET sql_mode = ''",
                "INSERT INTO types VALUES (-5, 18446744073709551615, 1, 12345.67890, 0.1, 0.5, '2020-02-29',"
                        + " '2021-01-02 03:04:05', '2021-01-02 03:04:05.120000', '2021-01-02 03:04:05', '-12:30:00',"
                        + " 1999, b'1', b'100000001', 'y', 'p,q', '{\"a\": 1}', x'00FF', NULL, '0000-00-00',"
                        + " REPEAT('x', 5000), 'größe', POINT(1, 2))");

        ChangeRecord record = follower.settle().take().get(0);
        Map<String, Object> values = Objects.requireNonNull(values(record.after()));
        assertThat(values)
                .containsEntry("i", -5L)
                .containsEntry("u", new BigDecimal("18446744073709551615"))
                .containsEntry("ti", 1L)
                .containsEntry("d", new BigDecimal("12345.67890"))
                .containsEntry("f", 0.1)
                .containsEntry("fl", 0.5)
                .containsEntry("da", "2020-02-29")
                .containsEntry("dt", "2021-01-02 03:04:05")
                .containsEntry("dt6", "2021-01-02 03:04:05.12")
                .containsEntry("ts", Omitted.OMITTED)
                .containsEntry("tm", "-12:30:00")
                .containsEntry("y", 1999L)
                .containsEntry("bit1", 1L)
                .containsEntry("bit9", 257L)
                .containsEntry("e", "y")
                .containsEntry("s", "p,q")
                .containsEntry("b", new byte[] {0, -1})
                .containsEntry("n", null)
                .containsEntry("zero", Omitted.OMITTED)
                .containsEntry("large", Omitted.OMITTED)
                .as("its character set comes from a statement")
                .containsEntry("l1", Omitted.OMITTED)
                .containsEntry("point", Omitted.OMITTED);
        assertThat(values.get("j")).isNotEqualTo(null);
    }

    /** A reader that takes definitions from the binlog gets them as they were written, not as the origin keeps them. */
    @Test
    void valuesThatItsWordForATypeBlursAreNotCarried() throws SQLException {
        execute("CREATE TABLE spelled (id INT PRIMARY KEY, bo BOOL, boo BOOLEAN, re REAL, iz INT ZEROFILL,"
                + " iu INTEGER UNSIGNED, bz BIGINT ZEROFILL, tz TINYINT ZEROFILL, fl DOUBLE, nc CHAR(5),"
                + " tu TINYINT UNSIGNED, i INTEGER)");
        follower.settle().take();

        execute("INSERT INTO spelled VALUES (1, 5, -3, 1.00000000001, 3000000000,"
                + " 3000000000, 18446744073709551615, 200, 1.00000000001, 'ab', 255, -5)");

        ChangeRecord record = follower.settle().take().get(0);
        Map<String, Object> values = Objects.requireNonNull(values(record.after()));
        assertThat(values)
                .containsEntry("id", 1L)
                .containsEntry("fl", 1.00000000001)
                .containsEntry("nc", "ab")
                .containsEntry("tu", 255L)
                .containsEntry("i", -5L)
                .containsEntry("iz", 3_000_000_000L)
                .containsEntry("bz", new BigDecimal("18446744073709551615"))
                .containsEntry("tz", 200L);
        for (String blurred : List.of("bo", "boo", "re", "iu")) {
            assertThat(values).containsEntry(blurred, Omitted.OMITTED);
        }
    }

    /** Debezium takes an executable comment for a comment, and would read rows by the definition it knows. */
    @Test
    void afterADefinitionInAnExecutableCommentImagesWaitForTheNewOne() throws SQLException {
        execute("CREATE TABLE hidden (id INT PRIMARY KEY, v INT)", "INSERT INTO hidden VALUES (1, 1)");
        follower.settle().take();

        execute("ALTER TABLE hidden /*! MODIFY v INT UNSIGNED */", "INSERT INTO hidden VALUES (2, 3000000000)");

        assertThat(follower.settle().take())
                .extracting(ChangeRecord::kind)
                .containsExactly(ChangeKind.EVERYTHING, ChangeKind.ROWS_UNKNOWN);
        awaitImages();
        execute("INSERT INTO hidden VALUES (3, 3000000000)");
        ChangeRecord record = follower.settle().take().get(0);
        assertThat(Objects.requireNonNull(values(record.after()))).containsEntry("v", 3_000_000_000L);
    }

    @Test
    void manyRowsCountForTheirWholeTable() throws SQLException {
        execute("INSERT INTO warm VALUES " + "(),".repeat(1_500) + "()");
        assertThat(follower.settle().take()).extracting(ChangeRecord::kind).containsExactly(ChangeKind.ROWS_UNKNOWN);

        awaitImages();
    }

    @Test
    void partialImagesCostTheImagesAndNothingElse() throws SQLException {
        execute("INSERT INTO t VALUES (1, 'a')");
        follower.settle().take();

        execute("SET SESSION binlog_row_image = MINIMAL", "UPDATE t SET v = 'c'");
        assertThat(follower.settle().take()).extracting(ChangeRecord::kind).containsExactly(ChangeKind.ROWS_UNKNOWN);
        execute("INSERT INTO t VALUES (3, 'c')");
        assertThat(follower.settle().take()).hasSize(1);
        assertThat(follower.voids()).isEqualTo(1);

        awaitImages();
    }

    /** Images come once Debezium has started; until then rows are unknown. */
    private void awaitImages() {
        follower.settle().take();
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> {
                    execute("INSERT INTO warm VALUES ()");
                    return follower.settle().take().stream().allMatch(record -> record.kind() == ChangeKind.INSERT);
                });
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = origin.connect(DB);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static @Nullable Map<String, Object> values(@Nullable RowImage image) {
        return image == null ? null : image.values();
    }

    private static org.assertj.core.groups.Tuple tuple(@Nullable Object... values) {
        return org.assertj.core.groups.Tuple.tuple(values);
    }
}
