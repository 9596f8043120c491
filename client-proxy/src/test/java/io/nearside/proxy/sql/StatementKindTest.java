package io.nearside.proxy.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements that are no SELECTs. */
final class StatementKindTest {

    private final StatementAnalyzer analyzer = new StatementAnalyzer(
            new TestingCatalog().with(TableKind.BASE_TABLE, "db", "t").with(TableKind.VIEW, "db", "vw"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO t VALUES (1, 'x;y')",
                "insert into t(a, b) values (1, now())",
                "INSERT t(a) VALUES (1)",
                "INSERT IGNORE db.t (a) VALUE (1)",
                "/* c */ -- d\n INSERT INTO `t`(`a`) SELECT IFNULL(a, 1) FROM t WHERE b IN (1, 2)",
                "INSERT INTO t (a) VALUES (1) ON DUPLICATE KEY UPDATE a = VALUES(a)",
                "INSERT INTO t (a) VALUES (1) AS new(b) ON DUPLICATE KEY UPDATE a = new.b",
                "REPLACE INTO t(a) VALUES (1)",
                "REPLACE t(a) VALUES (1)",
                "UPDATE t SET a = REPLACE(a, 'x', 'y'), b = @x := 1 WHERE c IN (SELECT d FROM t)",
                "DELETE FROM t WHERE a = 1;",
                "DELETE t FROM t JOIN u USING (a)",
                "TRUNCATE t",
                "TRUNCATE TABLE t",
                "LOAD DATA INFILE 'x' INTO TABLE t FIELDS TERMINATED BY ',' LINES TERMINATED BY '\\n' (a, @b) SET c = @b",
                "LOAD DATA LOCAL INFILE 'x' INTO TABLE t (a, b)",
                "CREATE TABLE t (a INT PRIMARY KEY, b VARCHAR(10), KEY k(b), CHECK (f(a)))",
                "CREATE TABLE IF NOT EXISTS t LIKE u",
                "CREATE TABLE t AS SELECT COUNT(*) FROM u",
                "CREATE OR REPLACE VIEW v AS SELECT f(a) FROM t",
                "CREATE INDEX i ON t (a)",
                "CREATE USER u IDENTIFIED BY 'x'",
                "CREATE FUNCTION f(x INT) RETURNS INT RETURN g(x)",
                "ALTER TABLE t ADD COLUMN b DECIMAL(10, 2)",
                "DROP TABLE t",
                "DROP VIEW v",
                "RENAME TABLE t TO u",
                "GRANT SELECT (a) ON db.t TO u",
                "REVOKE ALL ON *.* FROM u",
                "GRANT SELECT ON db.* TO u@h",
                "OPTIMIZE TABLE t",
                "SET PASSWORD = 'x'",
                "SET PASSWORD FOR 'u'@'h' = 'x'",
                "SET DEFAULT ROLE r TO u"
            })
    void writes(String statement) {
        assertKind(statement, StatementKind.WRITE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BEGIN",
                "begin work",
                "BEGIN;",
                "START TRANSACTION",
                "start transaction read only",
                "START TRANSACTION WITH CONSISTENT SNAPSHOT",
                "COMMIT",
                "COMMIT AND CHAIN",
                "ROLLBACK",
                "ROLLBACK TO SAVEPOINT x",
                "SAVEPOINT x",
                "RELEASE SAVEPOINT x",
                "/* c */ COMMIT ;"
            })
    void transactions(String statement) {
        assertKind(statement, StatementKind.TRANSACTION);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SHOW TABLES",
                "SHOW CREATE TABLE t",
                "show variables like 'x'",
                "SHOW TABLES WHERE LENGTH(Tables_in_db) > 3",
                "SHOW FULL PROCESSLIST",
                "EXPLAIN SELECT a FROM t",
                "EXPLAIN FORMAT=JSON SELECT a FROM t WHERE b = 1",
                "DESCRIBE t",
                "DESC db.t a",
                "EXPLAIN `t`",
                "DESCRIBE t 'a%';",
                "EXPLAIN (SELECT a FROM t)",
                "EXPLAIN SELECT NOW()",
                "HELP 'x'",
                "",
                " -- nothing"
            })
    void readsThatAreNoSelects(String statement) {
        assertKind(statement, StatementKind.READ);
        assertThat(plan(statement).usesDiagnostics()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHOW WARNINGS", "show errors limit 1", "SHOW COUNT(*) WARNINGS", "SHOW COUNT(*) ERRORS"})
    void looksAtTheDiagnostics(String statement) {
        assertKind(statement, StatementKind.READ);
        assertThat(plan(statement).usesDiagnostics()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {"USE db|db", "use `my db` ;|my db", "USE/**/x|x", "USE `a``b`|a`b"})
    void usesASchema(String statement, String schema) {
        assertKind(statement, StatementKind.USE_SCHEMA);
        assertThat(plan(statement).schema()).isEqualTo(schema);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET @a = 1",
                "SET @a := 1, @b = (SELECT MAX(a) FROM t)",
                "PREPARE s FROM 'SELECT 1'",
                "DEALLOCATE PREPARE s",
                "DROP PREPARE s",
                "DO SLEEP(1)",
                "HANDLER t OPEN",
                "UNLOCK TABLES",
                "ANALYZE TABLE t",
                "CHECK TABLE t",
                "KILL 5",
                "TABLE t",
                "VALUES ROW(1)",
                "EXPLAIN UPDATE t SET a = 1",
                "EXPLAIN UPDATE t SET a = (SELECT 1)",
                "EXPLAIN ANALYZE",
                "EXPLAIN FOR CONNECTION 5",
                "EXPLAIN SELECT a FROM vw",
                "START SLAVE",
                "CREATE DATABASE x",
                "ALTER SCHEMA x CHARACTER SET utf8",
                "SIGNAL SQLSTATE '45000'",
                "GET DIAGNOSTICS @n = NUMBER"
            })
    void opaque(String statement) {
        StatementPlan plan = plan(statement);
        assertThat(plan.kind()).as(plan.toString()).isEqualTo(StatementKind.OPAQUE);
        assertThat(plan.taints()).as(plan.toString()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TEMPORARY TABLE t (a INT)",
                "create or replace temporary table t (a int)",
                "DROP TEMPORARY TABLE t",
                "DROP DATABASE db",
                "DROP SCHEMA IF EXISTS db",
                "LOCK TABLES t READ",
                "LOCK INSTANCE FOR BACKUP",
                "CALL p()",
                "EXECUTE s",
                "EXECUTE IMMEDIATE 'SELECT 1'",
                "SET ROLE r",
                "SET TRANSACTION READ ONLY",
                "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE",
                "SET STATEMENT max_statement_time=1 FOR SELECT 1",
                "SET RESOURCE GROUP x",
                "SET @@transaction_isolation = 'SERIALIZABLE'",
                "SET @@tx_read_only = 1",
                "XA START 'x'",
                "FLUSH TABLES WITH READ LOCK",
                "BEGIN NOT ATOMIC SELECT 1; END",
                "LOL",
                "BINLOG 'x'",
                "INSTALL PLUGIN x SONAME 'y'",
                "INSERT INTO t VALUES (f(1))",
                "INSERT INTO t VALUES (1); DELETE FROM t",
                "INSERT INTO t SELECT db.f(a) FROM u",
                "INSERT INTO t SELECT HIGH_PRIORITY f(a) FROM u",
                "INSERT INTO t(a) SELECT DISTINCT f(a) FROM u",
                "UPDATE t SET a = f(b)",
                "DELETE FROM t WHERE count (a)",
                "DO f()",
                "SET @a = f()",
                "SET sql_mode = f()",
                "SHOW TABLES WHERE f(1)",
                "CREATE TABLE t AS SELECT f(a) FROM u",
                "CREATE TABLE t SELECT f(a) FROM u",
                "INSERT INTO t VALUES (1 /*! , f(1) */)",
                "/*!40101 SET NAMES utf8 */",
                "INSERT INTO t VALUES ('x",
                "COMMIT; SELECT 1",
                "USE db; SELECT 1",
                "SET a = 1; SELECT 1",
                "DROP TABLE t; SELECT 1",
                "CREATE PROCEDURE p() BEGIN SELECT 1; END",
                "\0SELECT",
                "EXPLAIN SELECT f(a) FROM t",
                "SHOW TABLES; DROP TABLE t",
                "DESCRIBE t; DROP TABLE t",
                "SET names",
                "SET x",
                "SET",
                "USE",
                "USE 5",
                "SET @@global = 1",
                "DROP /*! TEMPORARY */ TABLE t",
                "START /*! SLAVE */",
                "(f(1))",
                "CREATE TABLE t VALUES ROW(f(1))"
            })
    void taints(String statement) {
        StatementPlan plan = plan(statement);
        assertThat(plan.kind()).as(plan.toString()).isEqualTo(StatementKind.OPAQUE);
        assertThat(plan.taints()).as(plan.toString()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CALL p()",
                "EXECUTE s",
                "GET DIAGNOSTICS @n = NUMBER",
                "INSERT INTO t VALUES (ROW_COUNT())",
                "SET @a = FOUND_ROWS()",
                "SET @a = @@warning_count"
            })
    void mayLookAtTheDiagnostics(String statement) {
        assertThat(plan(statement).usesDiagnostics()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET NAMES utf8mb4",
                "set names 'utf8mb4' collate 'utf8mb4_bin'",
                "SET NAMES utf8 COLLATE utf8_bin;",
                "SET autocommit=0",
                "SET sql_mode = 'ANSI,TRADITIONAL'",
                "SET SESSION time_zone = '+00:00', lc_time_names=de_DE",
                "SET @@session.sql_select_limit = 5",
                "SET @@LOCAL.x := ON",
                "SET @@x = -1.5",
                "SET a = @@session.b",
                "SET x = 0x41, y = b'1'",
                "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
                "SET SESSION TRANSACTION READ ONLY, ISOLATION LEVEL SERIALIZABLE",
                "SET transaction_isolation = 'SERIALIZABLE'",
                "SET NAMES utf8, autocommit = 1",
                "SET `sql_mode` = ''"
            })
    void settingsWithACertainOutcome(String statement) {
        assertKind(statement, StatementKind.SETTING);
        assertThat(plan(statement).deterministic()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET NAMES DEFAULT",
                "SET CHARACTER SET latin1",
                "SET CHARSET 'utf8'",
                "SET CHARACTER SET DEFAULT",
                "SET sql_mode = DEFAULT",
                "SET sql_mode = CONCAT(@@sql_mode, ',ANSI')",
                "SET sql_mode = @@global.sql_mode",
                "SET sql_mode = @@sql_mode",
                "SET GLOBAL x = 1",
                "SET PERSIST x = 1",
                "SET @@global.x = 1",
                "SET GLOBAL TRANSACTION READ ONLY",
                "SET time_zone = @tz",
                "SET x = (SELECT 1)",
                "SET timestamp = CURRENT_TIMESTAMP",
                "SET x = 1 + 1",
                "SET @a = 1, sql_mode = ''",
                "SET x = 1, y = NOW()",
                "SET x = ?",
                "SET hot.key_buffer_size = 1, x = RAND()"
            })
    void settingsWithAnUncertainOutcome(String statement) {
        assertKind(statement, StatementKind.SETTING);
        assertThat(plan(statement).deterministic()).isFalse();
    }

    @Test
    void reasonsAreLabels() {
        assertThat(plan("INSERT INTO t VALUES (1)").reason().label()).isEqualTo("not_a_select");
    }

    private StatementPlan plan(String statement) {
        return analyzer.analyze(statement, "db", Dialects.MYSQL);
    }

    private void assertKind(String statement, StatementKind kind) {
        StatementPlan plan = plan(statement);
        assertThat(plan.kind()).as("%s: %s", statement, plan).isEqualTo(kind);
        assertThat(plan.taints()).isFalse();
    }
}
