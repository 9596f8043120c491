package io.nearside.origin;

import static io.nearside.origin.EmbeddedOriginIT.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Origins that stop, die, come back, or were set up wrongly on purpose. */
final class OriginLifecycleIT {
    @ParameterizedTest
    @EnumSource
    void restartKeepsDataAndPort(OriginFlavor flavor) throws SQLException {
        try (OriginServer origin = flavor.builder().start()) {
            int port = origin.port();
            origin.execute("CREATE TABLE test.kept (a INT PRIMARY KEY)", "INSERT INTO test.kept VALUES (7)");

            origin.stop();
            assertThat(origin.isRunning()).isFalse();
            assertThatThrownBy(() -> origin.connect("")).isInstanceOf(SQLException.class);
            origin.start();

            assertThat(origin.port()).isEqualTo(port);
            assertThat(keptValue(origin)).isEqualTo("7");
        }
    }

    @ParameterizedTest
    @EnumSource
    void comesBackAfterKill(OriginFlavor flavor) throws SQLException {
        try (OriginServer origin = flavor.builder().start()) {
            origin.execute("CREATE TABLE test.kept (a INT PRIMARY KEY)", "INSERT INTO test.kept VALUES (7)");

            origin.kill();
            assertThat(origin.isRunning()).isFalse();
            origin.start();

            assertThat(keptValue(origin)).isEqualTo("7");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFolderOfTheCallersIsKeptAndUsedAgain(OriginFlavor flavor, @TempDir Path dir) throws SQLException {
        try (OriginServer origin = flavor.builder().dir(dir).start()) {
            origin.execute("CREATE TABLE test.kept (a INT PRIMARY KEY)", "INSERT INTO test.kept VALUES (7)");
        }
        try (OriginServer origin = flavor.builder().dir(dir).start()) {
            assertThat(keptValue(origin)).isEqualTo("7");
        }
    }

    @ParameterizedTest
    @EnumSource
    void closingDeletesATemporaryFolder(OriginFlavor flavor) {
        OriginServer origin = flavor.builder().start();

        origin.close();

        assertThat(origin.dataDir()).doesNotExist();
        assertThat(origin.isRunning()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void optionsMakeAnOriginThatIsSetUpWrongly(OriginFlavor flavor) throws SQLException {
        try (OriginServer origin = flavor.builder()
                        .option("binlog_row_image", "MINIMAL")
                        .option("binlog-format", "MIXED")
                        .start();
                Connection connection = origin.connect("")) {
            assertThat(value(connection, "SELECT @@GLOBAL.binlog_row_image")).isEqualTo("MINIMAL");
            assertThat(value(connection, "SELECT @@GLOBAL.binlog_format")).isEqualTo("MIXED");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theBinlogCanBeOff(OriginFlavor flavor) throws SQLException {
        try (OriginServer origin = flavor.builder().option("skip-log-bin").start();
                Connection connection = origin.connect("")) {
            assertThat(value(connection, "SELECT @@GLOBAL.log_bin")).isEqualTo("0");
        }
    }

    @Test
    void gtidsCanBeOff() throws SQLException {
        try (OriginServer origin =
                        EmbeddedMySql.builder().option("gtid-mode", "OFF").start();
                Connection connection = origin.connect("")) {
            assertThat(value(connection, "SELECT @@GLOBAL.gtid_mode")).isEqualTo("OFF");
        }
    }

    @Test
    void copiesOfMySqlHaveTheirOwnIdentity() throws SQLException {
        String uuid = "SELECT @@server_uuid";
        try (OriginServer first = EmbeddedMySql.builder().start();
                OriginServer second = EmbeddedMySql.builder().start();
                Connection toFirst = first.connect("");
                Connection toSecond = second.connect("")) {
            assertThat(value(toFirst, uuid)).isNotEqualTo(value(toSecond, uuid));
        }
    }

    @ParameterizedTest
    @EnumSource
    void saysWhyItDidNotStart(OriginFlavor flavor) {
        OriginBuilder builder = flavor.builder().option("no-such-option", "1");

        assertThatThrownBy(builder::start)
                .isInstanceOf(OriginException.class)
                .hasMessageContaining("did not start")
                .hasMessageContaining("no-such-option");
    }

    @ParameterizedTest
    @EnumSource
    void refusesAPortThatIsTaken(OriginFlavor flavor) {
        try (OriginServer first = flavor.builder().start()) {
            OriginBuilder second = flavor.builder().port(first.port());

            assertThatThrownBy(second::start)
                    .isInstanceOf(OriginException.class)
                    .hasMessage("port " + first.port() + " of 127.0.0.1 is taken by another program");
        }
    }

    @Test
    void refusesAFolderOfTheOtherFlavor(@TempDir Path dir) {
        EmbeddedMariaDb.builder().dir(dir).start().close();

        assertThatThrownBy(() -> EmbeddedMySql.builder().dir(dir).start())
                .isInstanceOf(OriginException.class)
                .hasMessageContaining("holds data of mariadb-11.4.5, not of mysql-8.0.15");
    }

    private static String keptValue(OriginServer origin) throws SQLException {
        try (Connection connection = origin.connect("test")) {
            return value(connection, "SELECT a FROM kept");
        }
    }
}
