package io.nearside.proxy;

import static io.nearside.proxy.Sql.one;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Logins that the node judges by itself, as the origin has judged one before. */
@OriginTest
@ExtendWith(NoLeaks.class)
final class KnownLoginIT {
    private static final String USER = "known";
    private static final int GUESSES = 60;

    private final OriginServer origin;
    private final TestingProxy proxy;

    KnownLoginIT(OriginServer origin) {
        this.origin = origin;
        this.proxy = new TestingProxy(origin);
    }

    @BeforeEach
    void makeUser() throws SQLException {
        proxy.schema("test_known", "CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1)");
        TestingAccounts.create(origin, USER, "first", "test_known");
    }

    @AfterEach
    void close() throws SQLException {
        proxy.close();
        origin.execute("DROP USER IF EXISTS known@'%'");
    }

    private Connection logIn(String password) throws SQLException {
        return DriverManager.getConnection(proxy.mysqlUrl("test_known"), USER, password);
    }

    private @Nullable String connections() throws SQLException {
        try (Connection admin = origin.connect("")) {
            return one(
                    admin,
                    "SELECT GROUP_CONCAT(id ORDER BY id) FROM information_schema.processlist WHERE user = '" + USER
                            + "'");
        }
    }

    @Test
    void aLaterLoginCostsTheOriginNothing() throws SQLException {
        // Each of the node's event loops has connections of its own.
        int first = 2 * Runtime.getRuntime().availableProcessors();
        for (int i = 0; i < first; i++) {
            logIn("first").close();
        }
        String before = connections();
        double opened = proxy.count("nearside.pool.given", "way", "opened");
        for (int i = 0; i < 10; i++) {
            try (Connection again = logIn("first")) {
                assertThat(again.isValid(1)).isTrue();
            }
        }
        assertThat(connections()).isEqualTo(before);
        assertThat(proxy.count("nearside.pool.given", "way", "opened")).isEqualTo(opened);
        assertThat(proxy.count("nearside.logins", "judge", "node")).isEqualTo(10 + first - 1);
        assertThat(proxy.count("nearside.logins", "judge", "origin")).isEqualTo(1);
    }

    @Test
    void aWrongPasswordIsRefusedThoughTheRightOneIsKnown() throws SQLException {
        logIn("first").close();
        refused(() -> logIn("wrong"));
        refused(() -> logIn(""));
        logIn("first").close();
    }

    @Test
    void aChangedPasswordCounts() throws SQLException {
        logIn("first").close();
        origin.execute("SET PASSWORD FOR known@'%' = " + secondPassword());
        proxy.accounts.version.incrementAndGet();
        refused(() -> logIn("first"));
        logIn("second").close();
        logIn("second").close();
        assertThat(proxy.count("nearside.logins", "judge", "node")).isEqualTo(1);
    }

    private String secondPassword() {
        return switch (origin.flavor()) {
            case MYSQL -> "'second'";
            case MARIADB -> "PASSWORD('second')";
        };
    }

    @Test
    void aNewPasswordCountsAtOnceWhereTheOriginIsAsked() throws SQLException {
        logIn("first").close();
        origin.execute("SET PASSWORD FOR known@'%' = " + secondPassword());
        logIn("second").close();
        refused(() -> logIn("first"));
    }

    @Test
    void aDroppedAccountIsLetInNoMore() throws SQLException {
        try (Connection kept = logIn("first")) {
            assertThat(one(kept, "SELECT id FROM t")).isEqualTo("1");
            origin.execute("DROP USER known@'%'");
            proxy.accounts.version.incrementAndGet();
            refused(() -> logIn("first"));
        }
    }

    @Test
    void answersFromBeforeAChangeOfAccountsAreNotServedToWhoLogsInAfterwards() throws SQLException {
        try (Connection before = logIn("first")) {
            assertThat(one(before, "SELECT id FROM t")).isEqualTo("1");
            assertThat(one(before, "SELECT id FROM t")).isEqualTo("1");
            int hits = proxy.cache.hits.get();
            origin.execute("REVOKE ALL ON test_known.* FROM known@'%'", "GRANT INSERT ON test_known.* TO known@'%'");
            proxy.accounts.version.incrementAndGet();
            try (Connection after = logIn("first")) {
                assertThatThrownBy(() -> one(after, "SELECT id FROM t"))
                        .isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getErrorCode())
                                .isEqualTo(1142));
            }
            assertThat(proxy.cache.hits).hasValue(hits);
        }
    }

    @Test
    void whoGuessesPasswordsMakesNoStormOfConnections() throws Exception {
        ExecutorService guessers = Executors.newFixedThreadPool(GUESSES);
        List<Callable<Boolean>> guesses = new ArrayList<>();
        for (int i = 0; i < GUESSES; i++) {
            String guess = "guess" + i;
            guesses.add(() -> {
                refused(() -> logIn(guess));
                return true;
            });
        }
        try {
            for (Future<Boolean> guess : guessers.invokeAll(guesses)) {
                assertThat(guess.get()).isTrue();
            }
        } finally {
            guessers.shutdown();
        }
        logIn("first").close();
    }

    private static void refused(Callable<Connection> login) {
        assertThatThrownBy(() -> login.call().close())
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getErrorCode()).isIn(1045, 1043));
    }
}
