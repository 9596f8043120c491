package io.nearside.proxy.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The known traps among functions, each by its name. */
final class DeniedFunctionTest extends PlanAssertions {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SLEEP(1)",
                "RAND()",
                "RAND(1)",
                "UUID()",
                "UUID_SHORT()",
                "NOW()",
                "now(6)",
                "SYSDATE()",
                "CURDATE()",
                "CURTIME()",
                "CURRENT_DATE()",
                "CURRENT_TIME(3)",
                "CURRENT_TIMESTAMP()",
                "LOCALTIME()",
                "LOCALTIMESTAMP()",
                "UTC_DATE()",
                "UTC_TIME()",
                "UTC_TIMESTAMP()",
                "UNIX_TIMESTAMP()",
                "CONNECTION_ID()",
                "USER()",
                "CURRENT_USER()",
                "SESSION_USER()",
                "SYSTEM_USER()",
                "DATABASE()",
                "SCHEMA()",
                "VERSION()",
                "BENCHMARK(1, 1)",
                "LOAD_FILE('x')",
                "LAST_INSERT_ID()",
                "IS_FREE_LOCK('x')",
                "IS_USED_LOCK('x')",
                "CONVERT_TZ(a, b, c)",
                "EXTRACTVALUE(a, '$@x')",
                "AES_ENCRYPT(a, b)",
                "MASTER_POS_WAIT('x', 1)",
                "NAME_CONST('x', 1)",
                "MAKETIME(1, 2, 3)",
                "STR_TO_DATE(a, '%H')",
                "TIME(a)"
            })
    void functionsWhoseValueChangesByItself(String call) {
        assertRead("SELECT " + call + " FROM t", DenyReason.VOLATILE_FUNCTION);
        assertRead("SELECT a FROM t WHERE b = IFNULL(" + call + ", 1)", DenyReason.VOLATILE_FUNCTION);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CURRENT_DATE",
                "current_time",
                "CURRENT_TIMESTAMP",
                "LOCALTIME",
                "LOCALTIMESTAMP",
                "UTC_DATE",
                "UTC_TIME",
                "UTC_TIMESTAMP",
                "CURRENT_USER",
                "CURRENT_ROLE"
            })
    void functionsWithoutParentheses(String word) {
        assertRead("SELECT " + word + " FROM t", DenyReason.VOLATILE_FUNCTION);
        assertRead("SELECT a FROM t WHERE d > " + word + " - INTERVAL 1 DAY", DenyReason.VOLATILE_FUNCTION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET_LOCK('x', 1)", "RELEASE_LOCK('x')", "RELEASE_ALL_LOCKS()", "LAST_INSERT_ID(5)"})
    void functionsThatLeaveSomethingBehind(String call) {
        assertOpaque("SELECT " + call + " FROM t", DenyReason.SIDE_EFFECT);
    }

    @Test
    void sequences() {
        assertOpaque("SELECT NEXTVAL(seq)", Dialects.MARIADB, DenyReason.SIDE_EFFECT);
        assertOpaque("SELECT SETVAL(seq, 5)", Dialects.MARIADB, DenyReason.SIDE_EFFECT);
        assertOpaque("SELECT NEXT VALUE FOR seq", Dialects.MARIADB, DenyReason.SIDE_EFFECT);
        assertOpaque("SELECT a, PREVIOUS VALUE FOR seq FROM t", Dialects.MARIADB, DenyReason.SIDE_EFFECT);
        assertPlan("SELECT LASTVAL(seq)", Dialects.MARIADB, DenyReason.VOLATILE_FUNCTION, StatementKind.READ);
        assertPlan("SELECT * FROM seq", Dialects.MARIADB, DenyReason.TABLE_KIND, StatementKind.READ);
        // to MySQL these are stored functions
        assertTaints("SELECT NEXTVAL('seq')", DenyReason.UNKNOWN_FUNCTION);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "f(a)",
                "db.f(a)",
                "`db`.`f`(a)",
                "db.count(a)",
                "`f`(a)",
                "`abs`(a)",
                "t.count (a)",
                "IFNULL(f(a), 1)",
                "my_udf()",
                "größe(a)",
                "sys.version_major()",
                "count (a)",
                "COUNT/**/(a)",
                "sum\n(a)",
                "substr (a, 1)",
                "now ()",
                "any (1)",
                "1 LIKE 2 ESCAPE f(a)",
                "st_foo(a)",
                "(f(a))",
                "-f(a)",
                "CASE WHEN f(a) THEN 1 END",
                "a IN (1, f(a))",
                "CAST(f(a) AS CHAR)",
                "x.y.f(a)"
            })
    void storedLoadableAndUnknownFunctions(String call) {
        assertTaints("SELECT " + call + " FROM t", DenyReason.UNKNOWN_FUNCTION);
        assertTaints("SELECT a FROM t WHERE b = 1 OR " + call, DenyReason.UNKNOWN_FUNCTION);
    }

    @Test
    void spaceBeforeAParenthesisIsNothingUnderIgnoreSpace() {
        assertThat(plan("SELECT count (a) FROM t", Dialects.IGNORE_SPACE).kind())
                .isEqualTo(StatementKind.CACHEABLE_READ);
        // but a comment is not skipped
        assertThat(plan("SELECT count/**/(a) FROM t", Dialects.IGNORE_SPACE).reason())
                .isEqualTo(DenyReason.UNKNOWN_FUNCTION);
        assertThat(plan("SELECT count /**/ (a) FROM t", Dialects.IGNORE_SPACE).reason())
                .isEqualTo(DenyReason.UNKNOWN_FUNCTION);
    }
}
