package io.nearside.node.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.node.whole.RealClient.Login;
import io.nearside.node.whole.TestTools.Outcome;
import io.nearside.origin.OriginFlavor;
import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The clients that applications use work through a node with accounts that only the origin knows. */
@OriginTest
final class ClientsIT {
    private static final String SCHEMA = "test_clients";
    private static final String QUERY = "SELECT id, name, motto FROM people WHERE id <= 2 ORDER BY id";
    private static final String ANSWER = "1\tZoë 漢字\tNULL\n2\tBo\tto be\n";

    private static final PerOrigin<RunningNode> NODE = new PerOrigin<>(ClientsIT::start);

    private final OriginServer origin;
    private final RunningNode node;

    ClientsIT(OriginServer origin) throws Exception {
        this.origin = origin;
        this.node = NODE.on(origin);
    }

    private static RunningNode start(OriginServer origin) throws SQLException {
        origin.execute(
                "DROP DATABASE IF EXISTS " + SCHEMA,
                "CREATE DATABASE " + SCHEMA + " CHARACTER SET utf8mb4",
                "CREATE TABLE test_clients.people (id INT PRIMARY KEY, name VARCHAR(40), motto VARCHAR(40))",
                "INSERT INTO test_clients.people VALUES (1, 'Zoë 漢字', NULL), (2, 'Bo', 'to be'), (3, 'Cy', '')");
        return RunningNode.of(origin).startReady();
    }

    @AfterAll
    static void stop() throws Exception {
        NODE.close();
    }

    /** An account made just now: its first login is a full one, whatever the origin remembers of logins. */
    private Login newAccount(RealClient client, String purpose) throws SQLException {
        String user = purpose + "_" + client.name().toLowerCase(Locale.ROOT);
        origin.execute(
                "DROP USER IF EXISTS " + user,
                "CREATE USER " + user + " IDENTIFIED BY 'secret 1'",
                "GRANT SELECT ON " + SCHEMA + ".* TO " + user);
        return new Login(node.port(), user, "secret 1", SCHEMA);
    }

    /** Oracle's client can no longer do what MariaDB's accounts ask for, with or without a node. */
    private boolean canLogIn(RealClient client) {
        return client != RealClient.MYSQL || origin.flavor() == OriginFlavor.MYSQL;
    }

    @ParameterizedTest
    @EnumSource
    void logsInAndIsAnsweredRight(RealClient client) throws Exception {
        Login login = newAccount(client, "first");
        for (int time = 0; time < 2; time++) {
            Outcome outcome = client.ask(login, List.of(QUERY));
            if (canLogIn(client)) {
                assertThat(outcome).isEqualTo(new Outcome(0, ANSWER));
            } else {
                assertThat(outcome).isEqualTo(client.ask(login.at(origin.port()), List.of(QUERY)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRepeatedSelectIsAHit(RealClient client) throws Exception {
        if (!canLogIn(client)) {
            return;
        }
        Login login = newAccount(client, "again");
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            double before = node.hits();
            assertThat(client.ask(login, List.of(QUERY, QUERY, QUERY))).isEqualTo(new Outcome(0, ANSWER.repeat(3)));
            assertThat(node.hits()).isGreaterThanOrEqualTo(before + 2);
        });
    }

    @ParameterizedTest
    @EnumSource
    void aWrongPasswordIsRefusedInTheOriginsWords(RealClient client) throws Exception {
        Login wrong = newAccount(client, "wrong").withPassword("guess");
        Outcome refused = client.ask(wrong, List.of(QUERY));
        assertThat(refused).isEqualTo(client.ask(wrong.at(origin.port()), List.of(QUERY)));
        assertThat(refused.status()).isNotZero();
        if (canLogIn(client)) {
            assertThat(refused.said()).contains("Access denied for user '" + wrong.user() + "'");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatTheAccountMayNotReadIsRefusedInTheOriginsWords(RealClient client) throws Exception {
        if (!canLogIn(client)) {
            return;
        }
        Login login = newAccount(client, "curious");
        List<String> forbidden = List.of("SELECT * FROM mysql.user");
        Outcome refused = client.ask(login, forbidden);
        assertThat(refused).isEqualTo(client.ask(login.at(origin.port()), forbidden));
        assertThat(refused.said()).containsIgnoringCase("denied to user '" + login.user() + "'");
    }
}
