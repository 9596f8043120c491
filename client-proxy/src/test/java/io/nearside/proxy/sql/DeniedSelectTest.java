package io.nearside.proxy.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The known traps of the analysis, each by its name: statements that look like cacheable reads and are not. */
final class DeniedSelectTest extends PlanAssertions {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT a FROM t /*! , u */",
                "/*!50000 SELECT a FROM t */",
                "/*! SELECT */ a FROM t",
                "SELECT a FROM t WHERE /*M! b = */ 1",
                "SELECT a FROM t WHERE b = 1 /*M!100100 OR 1 */",
                "SELECT a FROM t; /*! DROP TABLE t */"
            })
    void executableComments(String statement) {
        assertTaints(statement, DenyReason.EXECUTABLE_COMMENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT /*+ SET_VAR(sql_mode='') */ a FROM t",
                "SELECT /*+ MAX_EXECUTION_TIME(1) */ a FROM t",
                "SELECT a FROM t /*+ x */"
            })
    void optimizerHints(String statement) {
        assertRead(statement, DenyReason.OPTIMIZER_HINT);
    }

    @Test
    void doubleQuotesAreStringsUnlessAnsiQuotes() {
        String statement = "SELECT a FROM t WHERE b = \"' UNION SELECT a FROM u -- \" ";
        assertThat(cacheable(statement, Dialects.MYSQL).tables()).hasSize(1);
        assertPlan(statement, Dialects.ANSI_QUOTES, DenyReason.NONE, StatementKind.CACHEABLE_READ);
        assertThat(cacheable("SELECT \"a\" FROM \"t\", \"u\"", Dialects.ANSI_QUOTES)
                        .tables())
                .hasSize(2);
    }

    @Test
    void backslashesEscapeUnlessNoBackslashEscapes() {
        String statement = "SELECT a FROM t WHERE b = 'x\\' UNION SELECT a FROM u -- '";
        assertThat(cacheable(statement, Dialects.MYSQL).tables()).hasSize(1);
        assertThat(cacheable(statement, Dialects.NO_BACKSLASH_ESCAPES).tables()).hasSize(2);
    }

    @Test
    void adjacentStringsAndCharsetIntroducersAreLiterals() {
        assertThat(cacheable(
                                "SELECT a FROM t WHERE b = 'x' 'y' AND c = _latin1'z' AND d = _binary 0x41",
                                Dialects.MYSQL)
                        .tables())
                .hasSize(1);
        assertTaints("SELECT a FROM t WHERE b = _nocharset'x'", DenyReason.UNREADABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT a INTO OUTFILE '/tmp/x' FROM t",
                "SELECT a FROM t INTO OUTFILE '/tmp/x'",
                "SELECT a FROM t INTO DUMPFILE '/tmp/x'",
                "SELECT a INTO @x FROM t",
                "SELECT a FROM t LIMIT 1 INTO @x",
                "SELECT a FROM t UNION SELECT b FROM u INTO @x",
                "SELECT a FROM t WHERE b IN (SELECT c INTO @x FROM u)",
                "SELECT a INTO x FROM t"
            })
    void selectInto(String statement) {
        assertOpaque(statement, DenyReason.SELECT_INTO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT @a := 1 FROM t", "SELECT a FROM t WHERE (@x:=b) = 1", "SELECT @`a`:=a FROM t"})
    void assignmentOfUserVariables(String statement) {
        assertOpaque(statement, DenyReason.USER_VARIABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT @a FROM t",
                "SELECT a FROM t WHERE b = @'x'",
                "SELECT a FROM t LIMIT @n",
                "SELECT @a.b, @`c d` FROM t"
            })
    void userVariables(String statement) {
        assertRead(statement, DenyReason.USER_VARIABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT @@sql_mode",
                "SELECT a FROM t WHERE b = @@session.server_id",
                "SELECT @@global.x, @@`y` FROM t"
            })
    void systemVariables(String statement) {
        assertRead(statement, DenyReason.SYSTEM_VARIABLE);
    }

    @Test
    void foundRowsAndItsRelatives() {
        assertRead("SELECT SQL_CALC_FOUND_ROWS a FROM t LIMIT 1", DenyReason.DIAGNOSTICS);
        assertRead("SELECT HIGH_PRIORITY SQL_CALC_FOUND_ROWS a FROM t LIMIT 1", DenyReason.DIAGNOSTICS);
        for (String statement : new String[] {
            "SELECT FOUND_ROWS()",
            "SELECT ROW_COUNT()",
            "select found_rows ( )",
            "SELECT @@warning_count",
            "SELECT @@session.error_count"
        }) {
            StatementPlan plan = plan(statement, Dialects.MYSQL);
            assertThat(plan.kind()).as(statement).isEqualTo(StatementKind.READ);
            assertThat(plan.usesDiagnostics()).as(statement).isTrue();
        }
        assertThat(plan("SELECT a FROM t", Dialects.MYSQL).usesDiagnostics()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT a FROM t FOR UPDATE",
                "SELECT a FROM t FOR UPDATE NOWAIT",
                "SELECT a FROM t FOR UPDATE OF t SKIP LOCKED",
                "SELECT a FROM t FOR SHARE",
                "SELECT a FROM t LOCK IN SHARE MODE",
                "SELECT a FROM t WHERE b IN (SELECT c FROM u FOR UPDATE)",
                "(SELECT a FROM t FOR UPDATE)"
            })
    void lockingReads(String statement) {
        assertRead(statement, DenyReason.LOCKING_READ);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT a FROM t FOR SYSTEM_TIME AS OF TIMESTAMP '2020-01-01 00:00:00'",
                "SELECT a FROM t FOR SYSTEM_TIME ALL",
                "SELECT a FROM t FOR SYSTEM_TIME BETWEEN '2020-01-01' AND '2021-01-01'"
            })
    void systemVersionedTables(String statement) {
        assertThat(plan(statement, Dialects.MARIADB).kind()).isEqualTo(StatementKind.READ);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT a FROM t; SELECT b FROM u",
                "SELECT a FROM t;;",
                "SELECT a FROM t; DELETE FROM t",
                "SELECT a FROM t;DROP TABLE t",
                "SELECT a FROM t ; x"
            })
    void multiStatements(String statement) {
        assertTaints(statement, DenyReason.MULTI_STATEMENT);
    }

    @Test
    void aCommentBehindTheSemicolonIsAnEmptySecondStatement() {
        assertRead("SELECT a FROM t; -- c", DenyReason.MULTI_STATEMENT);
        assertRead("SELECT a FROM t; /* c */", DenyReason.MULTI_STATEMENT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT * FROM information_schema.tables|READ",
                "SELECT * FROM INFORMATION_SCHEMA.COLUMNS, t|READ",
                "SELECT * FROM performance_schema.threads|READ",
                "SELECT * FROM mysql.user|OPAQUE",
                "SELECT * FROM sys.version|OPAQUE",
                "SELECT a FROM t WHERE b IN (SELECT user FROM mysql.user)|OPAQUE"
            })
    void systemSchemas(String statement, StatementKind kind) {
        assertPlan(statement, Dialects.MYSQL, DenyReason.SYSTEM_SCHEMA, kind);
    }

    @Test
    void aSystemSchemaAsTheDefault() {
        assertThat(analyzer.analyze("SELECT * FROM tables", "information_schema", Dialects.MYSQL)
                        .reason())
                .isEqualTo(DenyReason.SYSTEM_SCHEMA);
    }

    @Test
    void viewsAndOtherTables() {
        assertOpaque("SELECT a FROM vw", DenyReason.VIEW);
        assertOpaque("SELECT a FROM t JOIN (SELECT * FROM db.vw) x", DenyReason.VIEW);
        assertRead("SELECT a FROM t JOIN seq", DenyReason.TABLE_KIND);
        assertOpaque("SELECT a FROM missing", DenyReason.MISSING_TABLE);
        assertOpaque("SELECT a FROM t, nowhere.t", DenyReason.MISSING_TABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WITH t AS (SELECT 1 AS a) SELECT * FROM t",
                "WITH t AS (SELECT a FROM u) SELECT * FROM t",
                "WITH c AS (SELECT a FROM t), u AS (SELECT 1) SELECT * FROM c, u",
                "WITH T AS (SELECT a FROM u) SELECT * FROM t",
                "SELECT * FROM t WHERE a IN (WITH t AS (SELECT 1 AS a) SELECT a FROM t)"
            })
    void commonTablesThatShadowTables(String statement) {
        assertRead(statement, DenyReason.SHADOWED_TABLE);
    }

    @Test
    void aQualifiedNameIsNeverACommonTable() {
        assertThat(cacheable("WITH x AS (SELECT a FROM u) SELECT * FROM x, db.t", Dialects.MYSQL)
                        .tables())
                .hasSize(2);
        assertOpaque("WITH x AS (SELECT a FROM u) SELECT * FROM db.x", DenyReason.MISSING_TABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1",
                "SELECT 1 + 1 AS two",
                "SELECT 1 FROM DUAL",
                "SELECT 'x' FROM dual WHERE 1 = 1",
                "WITH x AS (SELECT 1) SELECT * FROM x"
            })
    void readsOfNoTable(String statement) {
        assertRead(statement, DenyReason.NO_TABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT MATCH (a) AGAINST ('x' IN BOOLEAN MODE) FROM t",
                "SELECT VALUES(a) FROM t",
                "SELECT DEFAULT(a) FROM t",
                "SELECT a FROM t PARTITION (p0)",
                "SELECT TIME '10:00:00' FROM t",
                "SELECT CAST(a AS TIME) FROM t",
                "SELECT CAST(a AS TIME(3)) FROM t",
                "SELECT a FROM t, DUAL"
            })
    void harmlessConstructsThatAreNotAnalysed(String statement) {
        assertRead(statement, DenyReason.UNKNOWN_CONSTRUCT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM JSON_TABLE('[1]', '$[*]' COLUMNS (x INT PATH '$')) AS jt",
                "SELECT a FROM t, LATERAL (SELECT b FROM u WHERE u.a = t.a) x",
                "SELECT a FROM t PROCEDURE ANALYSE()",
                "SELECT a FROM { OJ t LEFT JOIN u ON t.a = u.a }",
                "SELECT a FROM t.u.v",
                "TABLE t",
                "VALUES ROW(1, 2)",
                "(TABLE t)",
                "WITH x AS (SELECT 1) DELETE FROM t",
                "WITH x AS (SELECT 1) UPDATE t SET a = 1",
                "SELECT FROM",
                "SELECT `a``b` FROM t",
                "SELECT a FROM \"t\"",
                "SELECT a FROM",
                "SELECT a FROM t JOIN",
                "SELECT a FROM t, , u",
                "SELECT a FROM (t",
                "SELECT a FROM t)"
            })
    void whatIsNotUnderstoodMayDoAnything(String statement) {
        assertThat(plan(statement, Dialects.MYSQL).kind()).isEqualTo(StatementKind.OPAQUE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT a FROM t WHERE a = 1 = 2",
                "SELECT {d '2020-01-01'} FROM t",
                "SELECT a FROM t GROUP BY a DESC",
                "SELECT a FROM t LIMIT 1 ROWS EXAMINED 5",
                "SELECT a FROM t LIMIT ROWS EXAMINED 5",
                "SELECT a FROM t WHERE BINARY a = 'x'",
                "SELECT a MOD 2 FROM t",
                "SELECT a FROM t WHERE"
            })
    void whatTheParserDoesNotKnowIsStillAReadIfItsTokensSaySo(String statement) {
        assertRead(statement, DenyReason.UNPARSED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT ALL a FROM t",
                "SELECT a FROM t HAVING b = 1 HAVING a = 1",
                "SELECT a FROM t LIMIT 1 LIMIT 2",
                "SELECT a FROM t LIMIT 1 ORDER BY a"
            })
    void aTreeThatDoesNotGiveBackTheTextIsNotBelieved(String statement) {
        assertRead(statement, DenyReason.UNKNOWN_CONSTRUCT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT a FROM t DESC", "SELECT a FROM t PARTITION (p)", "SELECT a INDEX FROM t"})
    void aKeywordTakenForANameIsNotBelieved(String statement) {
        assertRead(statement, DenyReason.UNKNOWN_CONSTRUCT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT a FROM t QUALIFY a = 1",
                "SELECT a FROM t FETCH FIRST 5 ROWS ONLY",
                "SELECT TOP 5 a FROM t",
                "SELECT a FROM t OFFSET 5 ROWS FETCH NEXT 5 ROWS ONLY"
            })
    void aClauseOfAnotherDialectIsNotBelieved(String statement) {
        assertRead(statement, DenyReason.UNKNOWN_CONSTRUCT);
    }

    @Test
    void oracleModeIsAnotherLanguage() {
        SqlDialect oracle = SqlDialect.of("11.4.5-MariaDB", "ORACLE");
        assertThat(plan("SELECT a FROM t", oracle).reason()).isEqualTo(DenyReason.DIALECT);
        assertThat(plan("INSERT INTO t VALUES (seq.nextval)", oracle).taints()).isTrue();
    }

    /** Sent by Oracle's client in every session: must not keep that session from the cache. */
    @Test
    void theProbeForDollarQuotesLeavesNothingBehind() {
        assertRead("select $$", DenyReason.UNREADABLE);
        assertTaints("select $$ $$", DenyReason.UNREADABLE);
    }

    @Test
    void theApplicationMayAskNotToBeCached() {
        assertRead("SELECT SQL_NO_CACHE a FROM t", DenyReason.SQL_NO_CACHE);
    }

    @Test
    void onlyAKnownSelectHasAFootprint() {
        StatementPlan plan = plan("SELECT NOW() FROM t", Dialects.MYSQL);
        assertThatIllegalStateException().isThrownBy(plan::footprint);
        assertThatIllegalStateException().isThrownBy(plan::schema);
    }
}
