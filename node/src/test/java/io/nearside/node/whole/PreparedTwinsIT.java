package io.nearside.node.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.node.whole.TestTools.Outcome;
import io.nearside.origin.OriginAccount;
import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A driver that prepares its statements at the server hits as often as one that sends them as text. */
@OriginTest
final class PreparedTwinsIT {
    private static final String SCHEMA = "test_twins";
    private static final int KEYS = 60;
    private static final PerOrigin<RunningNode> NODE = new PerOrigin<>(PreparedTwinsIT::start);

    private final OriginServer origin;
    private final RunningNode node;

    PreparedTwinsIT(OriginServer origin) throws Exception {
        this.origin = origin;
        this.node = NODE.on(origin);
    }

    private static RunningNode start(OriginServer origin) throws Exception {
        origin.execute(
                "DROP DATABASE IF EXISTS " + SCHEMA,
                "CREATE DATABASE " + SCHEMA + " CHARACTER SET utf8mb4",
                "USE " + SCHEMA,
                "CREATE TABLE person (id INT PRIMARY KEY, name VARCHAR(20), age INT, note VARCHAR(20))",
                "INSERT INTO person VALUES "
                        + IntStream.rangeClosed(1, 2 * KEYS)
                                .mapToObj(id -> "(" + id + ",'name" + id + "'," + id % 90 + ",'')")
                                .collect(Collectors.joining(",")));
        RunningNode node = RunningNode.of(origin).patient().startReady();
        awaitRowImages(origin, node);
        return node;
    }

    /** Until then every change is one of the whole table. */
    private static void awaitRowImages(OriginServer origin, RunningNode node) throws SQLException {
        String read = "SELECT age FROM person WHERE id = 1";
        try (Connection connection = node.connect(SCHEMA);
                Statement near = connection.createStatement()) {
            await("row images").atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                node.awaitHit(near, read);
                changeOthers(origin);
                node.awaitApplied();
                double before = node.hits();
                RunningNode.first(near, read);
                assertThat(node.hits()).isGreaterThan(before);
            });
        }
    }

    /** Rows that no read is about. */
    private static void changeOthers(OriginServer origin) throws SQLException {
        origin.execute("UPDATE " + SCHEMA + ".person SET age = age + 1 WHERE id > " + (2 * KEYS - 10));
    }

    @AfterAll
    static void stop() throws Exception {
        NODE.close();
    }

    /** Hits of a program that reads everything twice, and once more after rows of the table have changed. */
    private double hits(Program program) throws Exception {
        origin.execute("UPDATE " + SCHEMA + ".person SET note = CONCAT(note, '.'), age = age + 1");
        node.awaitApplied();
        double before = node.hits();
        program.run();
        program.run();
        changeOthers(origin);
        node.awaitApplied();
        program.run();
        return node.hits() - before;
    }

    /** Reads everything once. */
    @FunctionalInterface
    private interface Program {
        void run() throws Exception;
    }

    @ParameterizedTest
    @ValueSource(strings = {"&cachePrepStmts=false", "&cachePrepStmts=true"})
    void withConnectorJ(String parameters) throws Exception {
        double text = hits(() -> readByJdbc("&useServerPrepStmts=false"));
        double prepared = hits(() -> readByJdbc("&useServerPrepStmts=true" + parameters));

        // What is only prepared, and not run, counts as no statement.
        assertThat(text).isGreaterThanOrEqualTo(2 * 3 * KEYS);
        assertThat(prepared).isEqualTo(text);
    }

    private void readByJdbc(String parameters) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                node.jdbcUrl(SCHEMA) + parameters, OriginAccount.APP.user(), OriginAccount.APP.password())) {
            for (int id = 1; id <= KEYS; id++) {
                assertThat(read(connection, "SELECT name FROM person WHERE id = ?", id))
                        .isEqualTo("name" + id);
                assertThat(read(connection, "SELECT id FROM person WHERE name = ?", "name" + id))
                        .isEqualTo("" + id);
                assertThat(read(connection, "SELECT COUNT(*) FROM person WHERE id BETWEEN 1 AND ?", id))
                        .isEqualTo("" + id);
            }
        }
    }

    private static String read(Connection connection, String sql, Object parameter) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, parameter);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }

    @Test
    void withMysql2() throws Exception {
        double text = hits(() -> readByMysql2("query"));
        double prepared = hits(() -> readByMysql2("execute"));

        assertThat(text).isGreaterThanOrEqualTo(2 * 3 * KEYS);
        assertThat(prepared).isEqualTo(text);
    }

    private void readByMysql2(String method) throws Exception {
        String script =
                """
                const [port, user, password, database, method, keys] = process.argv.slice(1);
                const options = {host: '127.0.0.1', port: Number(port), user, password, database, rowsAsArray: true};
                (async () => {
                  const connection = await require('mysql2/promise').createConnection(options);
                  const read = async (sql, value, expected) => {
                    const [rows] = await connection[method](sql, [value]);
                    if (String(rows[0][0]) !== expected) throw new Error(`${sql} ${value}: ${rows[0][0]}`);
                  };
                  for (let id = 1; id <= Number(keys); id++) {
                    await read('SELECT name FROM person WHERE id = ?', id, `name${id}`);
                    await read('SELECT id FROM person WHERE name = ?', `name${id}`, `${id}`);
                    await read('SELECT COUNT(*) FROM person WHERE id BETWEEN 1 AND ?', id, `${id}`);
                  }
                  await connection.end();
                })().catch(e => { console.log(e.message); process.exit(1); });
                """;
        Outcome outcome = TestTools.run(
                Map.of("NODE_PATH", TestTools.nodeModules()),
                List.of(
                        "node",
                        "-e",
                        script,
                        Integer.toString(node.port()),
                        OriginAccount.APP.user(),
                        OriginAccount.APP.password(),
                        SCHEMA,
                        method,
                        Integer.toString(KEYS)));
        assertThat(outcome).isEqualTo(new Outcome(0, ""));
    }
}
