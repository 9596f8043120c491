package io.nearside.proxy.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SqlDialectTest {

    @ParameterizedTest
    @CsvSource({
        "8.0.15, false, 80015",
        "8.4.3-3-debug, false, 80403",
        "9.7, false, 90700",
        "8.0.mysql_aurora.3.04, false, 80000",
        "11.4.5-MariaDB-log, true, 110405",
        "10.11.6-MariaDB-1:10.11.6+maria~deb12, true, 101106",
        "5.5.5-10.6.12-MariaDB, true, 100612",
        "something else, false, 0",
        "MariaDB, true, 0",
        "'', false, 0"
    })
    void readsServerVersions(String version, boolean mariaDb, int number) {
        assertThat(ServerVersion.parse(version)).isEqualTo(new ServerVersion(mariaDb, number));
    }

    @Test
    void takesTheLexicalModesFromSqlMode() {
        assertThat(SqlDialect.of("8.0.15", ""))
                .isEqualTo(new SqlDialect(new ServerVersion(false, 80015), false, false, false, false, false, false));
        assertThat(SqlDialect.of(
                        "8.0.15", "ansi_quotes, NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT,IGNORE_SPACE,HIGH_NOT_PRECEDENCE"))
                .isEqualTo(new SqlDialect(new ServerVersion(false, 80015), true, true, true, true, true, false));
    }

    @Test
    void combinedModesBringTheirParts() {
        SqlDialect ansi = SqlDialect.of("8.0.15", "ANSI");
        assertThat(ansi.ansiQuotes()).isTrue();
        assertThat(ansi.pipesAsConcat()).isTrue();
        assertThat(ansi.ignoreSpace()).isTrue();
        assertThat(ansi.oracle()).isFalse();
    }

    @Test
    void onlyMariaDbSpeaksOracle() {
        assertThat(SqlDialect.of("11.4.5-MariaDB", "PIPES_AS_CONCAT,ORACLE").oracle())
                .isTrue();
        assertThat(SqlDialect.of("5.7.44", "ORACLE").oracle()).isFalse();
    }
}
