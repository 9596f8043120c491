package io.nearside.node.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.origin.OriginAccount;
import io.nearside.origin.OriginFlavor;
import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A session whose origin names the transactions it commits has hits again as soon as the log has the last of them. */
@OriginTest
final class OwnTransactionsIT {
    private static final String SCHEMA = "test_own_transactions";
    private static final String READ = "SELECT n FROM t WHERE id = 1";
    private static final String OTHER = "SELECT n FROM u WHERE id = 1";
    private static final Duration BOUND = Duration.ofMinutes(30);

    private final OriginServer origin;

    OwnTransactionsIT(OriginServer origin) {
        this.origin = origin;
    }

    @BeforeEach
    void makeTables() throws SQLException {
        origin.execute(
                "DROP DATABASE IF EXISTS " + SCHEMA,
                "CREATE DATABASE " + SCHEMA,
                "USE " + SCHEMA,
                "CREATE TABLE t (id INT PRIMARY KEY, n INT)",
                "CREATE TABLE u (id INT PRIMARY KEY, n INT)",
                "INSERT INTO t VALUES (1, 0)",
                "INSERT INTO u VALUES (1, 0)");
    }

    private static Connection tracking(AssembledNode node) throws SQLException {
        OriginAccount account = OriginAccount.APP;
        return DriverManager.getConnection(
                "jdbc:mysql://127.0.0.1:" + node.port() + "/" + SCHEMA
                        + "?sslMode=DISABLED&allowPublicKeyRetrieval=true&trackSessionState=true",
                account.user(),
                account.password());
    }

    /** What an application sends that wants to be told of its transactions. */
    private void askForTransactions(Statement statement) throws SQLException {
        statement.execute(
                origin.flavor() == OriginFlavor.MYSQL
                        ? "SET session_track_gtids = OWN_GTID"
                        : "SET session_track_system_variables = CONCAT(@@session_track_system_variables, ',last_gtid')");
    }

    private AssembledNode node() {
        return new AssembledNode(
                RunningNode.of(origin).maxStaleness(BOUND), validity -> validity::settled, UnaryOperator.identity());
    }

    private static @Nullable String awaitHit(AssembledNode node, Statement statement, String query) {
        AtomicReference<@Nullable String> answer = new AtomicReference<>();
        await().pollInterval(Duration.ofMillis(5)).until(() -> {
            double before = node.hits();
            answer.set(RunningNode.first(statement, query));
            return node.hits() > before;
        });
        return answer.get();
    }

    @Test
    void hitsComeBackWithTheTransactionAndWithoutAWatermark() throws Exception {
        try (AssembledNode node = node();
                Connection session = tracking(node);
                Statement statement = session.createStatement()) {
            askForTransactions(statement);
            awaitHit(node, statement, READ);
            awaitHit(node, statement, OTHER);
            node.holdWatermarks();
            for (int n = 1; n <= 10; n++) {
                statement.execute("UPDATE t SET n = " + n + " WHERE id = 1");
                assertThat(RunningNode.first(statement, READ)).isEqualTo(Integer.toString(n));
                assertThat(awaitHit(node, statement, OTHER)).isEqualTo("0");
                assertThat(RunningNode.first(statement, READ)).isEqualTo(Integer.toString(n));
            }
            session.setAutoCommit(false);
            statement.execute("UPDATE t SET n = 77 WHERE id = 1");
            session.commit();
            session.setAutoCommit(true);
            assertThat(RunningNode.first(statement, READ)).isEqualTo("77");
        }
    }

    /** The time that a watermark must pass is all that keeps this session from old answers; so it stays. */
    @Test
    void withoutTheTransactionsNameTheWatermarkIsAwaited() throws Exception {
        try (AssembledNode node = node();
                Connection session = tracking(node);
                Statement statement = session.createStatement()) {
            awaitHit(node, statement, OTHER);
            node.holdWatermarks();
            long before = node.applied();
            statement.execute("UPDATE t SET n = 1 WHERE id = 1");
            node.awaitAppliedAfter(before);
            double hits = node.hits();
            assertThat(RunningNode.first(statement, OTHER)).isEqualTo("0");
            assertThat(node.hits()).isEqualTo(hits);
        }
    }
}
