package io.nearside.proxy.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NodeSettingTest {
    private static @Nullable NodeSetting of(String statement) {
        return NodeSetting.of(statement, Dialects.MYSQL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET @nearside_max_staleness_ms = 500",
                "set @NEARSIDE_max_staleness_MS:=500;",
                "SET@nearside_max_staleness_ms=0500 ; ",
                "/* a */ SET /* b */ @nearside_max_staleness_ms # c\n = -- d\n 500 /* e */; -- f",
                "SET @`nearside_max_staleness_ms` = 500",
                "SET @'nearside_max_staleness_ms' = 500",
                "SET @\"nearside_max_staleness_ms\" = 500"
            })
    void takesABound(String statement) {
        assertThat(of(statement))
                .isEqualTo(new NodeSetting(Duration.ofMillis(500).toNanos(), null));
    }

    @Test
    void takesAnyNumber() {
        assertThat(of("SET @nearside_max_staleness_ms = 0")).isEqualTo(new NodeSetting(0, null));
        assertThat(of("SET @nearside_max_staleness_ms = " + "9".repeat(40)))
                .isEqualTo(new NodeSetting(Long.MAX_VALUE, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"DEFAULT", "default;", "NULL", "null"})
    void givesBackTheNodesBound(String value) {
        assertThat(of("SET @nearside_max_staleness_ms = " + value))
                .isEqualTo(new NodeSetting(StatementPlan.NO_BOUND, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-1", "1.5", "1e3", "'500'", "0x10", "five", "500 + 1", "(500)", "@x", "", "DEFAULT(a)", "? "})
    void complainsOfWhatIsNoNumber(String value) {
        assertThat(of("SET @nearside_max_staleness_ms = " + value))
                .isNotNull()
                .extracting(NodeSetting::complaint)
                .asString()
                .contains("SET @nearside_max_staleness_ms = 500");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET @nearside_max_staleness_ms = 1, @x = 2",
                "SET @x = 2, @nearside_max_staleness_ms = 1",
                "SET sql_mode = '', @Nearside_Max_Staleness_Ms := 1",
                "SET @nearside_max_staleness_ms = 1; SELECT 1",
                "SET @x = 1; SET @nearside_max_staleness_ms = 1"
            })
    void complainsOfCompany(String statement) {
        assertThat(of(statement))
                .isNotNull()
                .extracting(NodeSetting::complaint)
                .asString()
                .contains("of its own");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT @nearside_max_staleness_ms",
                "SET @x = @nearside_max_staleness_ms",
                "SET @x = '@nearside_max_staleness_ms = 1'",
                "SET @x = 1 /* , @nearside_max_staleness_ms = 1 */",
                "SET nearside_max_staleness_ms = 1",
                "SET @@nearside_max_staleness_ms = 1",
                "SET @ nearside_max_staleness_ms = 1",
                "SET @nearside_max_staleness_ms.x = 1",
                "SET @nearside_max_staleness_ms2 = 1",
                "CREATE PROCEDURE p() SET @nearside_max_staleness_ms = 1",
                ""
            })
    void leavesOtherStatementsAlone(String statement) {
        assertThat(of(statement)).isNull();
    }

    @Test
    void readsTheSessionsDialect() {
        String statement = "SET @x = '\\', @nearside_max_staleness_ms = 1 -- '";

        assertThat(of(statement)).isNull();
        assertThat(NodeSetting.of(statement, Dialects.NO_BACKSLASH_ESCAPES)).isNotNull();
    }
}
