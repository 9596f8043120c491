package io.nearside.node.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.node.whole.MatrixClient.Login;
import io.nearside.node.whole.MatrixClient.Part;
import io.nearside.node.whole.TestTools.Outcome;
import io.nearside.origin.OriginFlavor;
import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The matrix of {@code docs/clients.md}: each client runs the same program directly and through a node, with accounts
 * that only the origin knows, and is told the same.
 */
@OriginTest
final class CompatibilityIT {
    private static final String SCHEMA = "test_matrix";

    private static final PerOrigin<RunningNode> NODE = new PerOrigin<>(CompatibilityIT::start);

    /** Lets in nobody without TLS, so that no client goes without unnoticed. */
    private static final PerOrigin<RunningNode> STRICT_NODE = new PerOrigin<>(
            origin -> RunningNode.of(origin).patient().requiringTls().startReady());

    private final OriginServer origin;
    private final RunningNode node;
    private final RunningNode strictNode;

    CompatibilityIT(OriginServer origin) throws Exception {
        this.origin = origin;
        this.node = NODE.on(origin);
        this.strictNode = STRICT_NODE.on(origin);
    }

    private RunningNode node(boolean tls) {
        return tls ? strictNode : node;
    }

    private static RunningNode start(OriginServer origin) throws Exception {
        List<String> schema = MatrixClient.statements("schema.sql");
        create(origin, SCHEMA, schema);
        return RunningNode.of(origin).patient().startReady();
    }

    private static void create(OriginServer origin, String name, List<String> schema) throws SQLException {
        List<String> statements = new ArrayList<>(List.of(
                "DROP DATABASE IF EXISTS " + name,
                "CREATE DATABASE " + name + " CHARACTER SET utf8mb4",
                "USE " + name));
        statements.addAll(schema);
        origin.execute(statements.toArray(String[]::new));
    }

    @AfterAll
    static void stop() throws Exception {
        NODE.close();
        STRICT_NODE.close();
    }

    static Stream<Arguments> clients() {
        return Arrays.stream(MatrixClient.values())
                .flatMap(client -> Stream.of(false, true).map(tls -> Arguments.of(client, tls)));
    }

    static Stream<Arguments> preparingClients() {
        return clients().filter(arguments -> ((MatrixClient) arguments.get()[0]).prepares());
    }

    private boolean canLogIn(MatrixClient client) {
        return client.canLogInToMariaDb() || origin.flavor() == OriginFlavor.MYSQL;
    }

    /** Over TLS a node takes a password in the way that the client knows, and proves it in the way that the origin wants. */
    private boolean logsInHereOnly(MatrixClient client, boolean tls) {
        return tls && !canLogIn(client);
    }

    /** An account made just now: its first login is a full one, whatever the origin remembers of logins. */
    private Login newAccount(MatrixClient client, boolean tls, String purpose) throws SQLException {
        String user = (purpose + "_" + client.name().toLowerCase(Locale.ROOT) + (tls ? "_t" : ""))
                .replaceFirst("mariadb", "m");
        String by = origin.flavor() == OriginFlavor.MYSQL && client.needsNativePassword()
                ? " IDENTIFIED WITH mysql_native_password BY 'secret 1'"
                : " IDENTIFIED BY 'secret 1'";
        origin.execute(
                "DROP USER IF EXISTS " + user, "CREATE USER " + user + by, "GRANT ALL ON " + SCHEMA + ".* TO " + user);
        return new Login(node(tls).port(), user, "secret 1", SCHEMA);
    }

    @ParameterizedTest
    @MethodSource("clients")
    void readsTextAndHits(MatrixClient client, boolean tls) throws Exception {
        readsAndHits(client, tls, Part.TEXT);
    }

    @ParameterizedTest
    @MethodSource("preparingClients")
    void readsByPreparedStatementsAndHits(MatrixClient client, boolean tls) throws Exception {
        readsAndHits(client, tls, Part.PREPARED);
    }

    private void readsAndHits(MatrixClient client, boolean tls, Part part) throws Exception {
        Login login = newAccount(client, tls, part == Part.TEXT ? "t" : "p");
        Outcome first = client.run(login, tls, part);
        Outcome direct = client.run(login.at(origin.port()), false, part);
        if (logsInHereOnly(client, tls)) {
            assertThat(first.status()).as(first.said()).isZero();
            return;
        }
        assertThat(first).isEqualTo(direct);
        if (!canLogIn(client)) {
            assertThat(first.status()).isNotZero();
            return;
        }
        assertThat(first.status()).as(first.said()).isZero();
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            double before = node(tls).hits();
            assertThat(client.run(login, tls, part)).isEqualTo(direct);
            assertThat(node(tls).hits() - before).isGreaterThanOrEqualTo(MatrixClient.READS);
        });
    }

    @ParameterizedTest
    @MethodSource("clients")
    void worksInASessionAsDirectly(MatrixClient client, boolean tls) throws Exception {
        Login login = newAccount(client, tls, "s");
        origin.execute("TRUNCATE TABLE " + SCHEMA + ".notes");
        Outcome near = client.run(login, tls, Part.SESSION);
        if (logsInHereOnly(client, tls)) {
            assertThat(near.said()).doesNotContain("Authentication plugin");
            return;
        }
        origin.execute("TRUNCATE TABLE " + SCHEMA + ".notes");
        assertThat(near).isEqualTo(client.run(login.at(origin.port()), false, Part.SESSION));
        if (canLogIn(client) && !client.endsInErrorAfterOne()) {
            assertThat(near.status()).as(near.said()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void aWrongPasswordIsRefusedInTheOriginsWords(MatrixClient client, boolean tls) throws Exception {
        Login wrong = newAccount(client, tls, "w").withPassword("guess");
        Outcome refused = client.run(wrong, tls, Part.TEXT);
        assertThat(refused.status()).isNotZero();
        if (logsInHereOnly(client, tls)) {
            assertThat(refused.said()).contains("Access denied for user '" + wrong.user() + "'");
            return;
        }
        assertThat(refused).isEqualTo(client.run(wrong.at(origin.port()), false, Part.TEXT));
        if (canLogIn(client)) {
            assertThat(refused.said()).contains("Access denied for user '" + wrong.user() + "'");
        }
    }
}
