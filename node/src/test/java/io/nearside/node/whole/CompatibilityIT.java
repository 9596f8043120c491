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
    /** The same without a JSON column. */
    private static final String SCHEMA_WITHOUT_JSON = SCHEMA + "_without_json";

    private static final PerOrigin<RunningNode> NODE = new PerOrigin<>(CompatibilityIT::start);

    private final OriginServer origin;
    private final RunningNode node;

    CompatibilityIT(OriginServer origin) throws Exception {
        this.origin = origin;
        this.node = NODE.on(origin);
    }

    private static RunningNode start(OriginServer origin) throws Exception {
        List<String> schema = MatrixClient.statements("schema.sql");
        create(origin, SCHEMA, schema);
        create(
                origin,
                SCHEMA_WITHOUT_JSON,
                schema.stream()
                        .map(sql -> sql.replace("js JSON", "js LONGTEXT"))
                        .toList());
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
    }

    static Stream<Arguments> clients() {
        return Arrays.stream(MatrixClient.values()).flatMap(client -> Stream.of(false, true)
                .filter(tls -> !tls || MatrixClient.NODE_HAS_TLS)
                .map(tls -> Arguments.of(client, tls)));
    }

    static Stream<Arguments> preparingClients() {
        return clients().filter(arguments -> ((MatrixClient) arguments.get()[0]).prepares());
    }

    /**
     * Nodes do not negotiate MariaDB's extended metadata yet, by which alone a JSON column of MariaDB's differs from
     * text. For a client that looks at it, everything else is compared.
     */
    private String schemaToRead(MatrixClient client) {
        return client.looksForMariaDbsJson() && origin.flavor() == OriginFlavor.MARIADB ? SCHEMA_WITHOUT_JSON : SCHEMA;
    }

    private boolean canLogIn(MatrixClient client) {
        return client.canLogInToMariaDb() || origin.flavor() == OriginFlavor.MYSQL;
    }

    /** An account made just now: its first login is a full one, whatever the origin remembers of logins. */
    private Login newAccount(MatrixClient client, boolean tls, String purpose) throws SQLException {
        String user = (purpose + "_" + client.name().toLowerCase(Locale.ROOT) + (tls ? "_t" : ""))
                .replaceFirst("mariadb", "m");
        String by = origin.flavor() == OriginFlavor.MYSQL && client.needsNativePassword()
                ? " IDENTIFIED WITH mysql_native_password BY 'secret 1'"
                : " IDENTIFIED BY 'secret 1'";
        origin.execute(
                "DROP USER IF EXISTS " + user,
                "CREATE USER " + user + by,
                "GRANT ALL ON " + SCHEMA + ".* TO " + user,
                "GRANT ALL ON " + SCHEMA_WITHOUT_JSON + ".* TO " + user);
        return new Login(node.port(), user, "secret 1", SCHEMA);
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
        Login login = newAccount(client, tls, part == Part.TEXT ? "t" : "p").withSchema(schemaToRead(client));
        Outcome first = client.run(login, tls, part);
        Outcome direct = client.run(login.at(origin.port()), false, part);
        assertThat(first).isEqualTo(direct);
        if (!canLogIn(client)) {
            assertThat(first.status()).isNotZero();
            return;
        }
        assertThat(first.status()).as(first.said()).isZero();
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            double before = node.hits();
            assertThat(client.run(login, tls, part)).isEqualTo(direct);
            assertThat(node.hits() - before).isGreaterThanOrEqualTo(MatrixClient.READS);
        });
    }

    @ParameterizedTest
    @MethodSource("clients")
    void worksInASessionAsDirectly(MatrixClient client, boolean tls) throws Exception {
        Login login = newAccount(client, tls, "s");
        origin.execute("TRUNCATE TABLE " + SCHEMA + ".notes");
        Outcome near = client.run(login, tls, Part.SESSION);
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
        assertThat(refused).isEqualTo(client.run(wrong.at(origin.port()), false, Part.TEXT));
        assertThat(refused.status()).isNotZero();
        if (canLogIn(client)) {
            assertThat(refused.said()).contains("Access denied for user '" + wrong.user() + "'");
        }
    }
}
