package io.nearside.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.config.AdminSettings;
import io.nearside.config.AuthSettings;
import io.nearside.config.CdcSettings;
import io.nearside.config.Configuration;
import io.nearside.config.ListenSettings;
import io.nearside.config.OriginSettings;
import io.nearside.config.PoolSettings;
import io.nearside.config.Secret;
import io.nearside.config.WanSettings;
import io.nearside.node.cluster.TestingMembers;
import io.nearside.origin.OriginAccount;
import io.nearside.origin.OriginServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One region before a real origin: nodes, an invalidator perhaps, and a session at the first node. Not thread-safe. */
final class TestingInstallation implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);

    private final OriginServer origin;
    private final Configuration template;
    private final WanSettings wan;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final List<Node> nodes = new ArrayList<>();
    private @Nullable Session session;

    TestingInstallation(OriginServer origin) {
        this(origin, "home", WanSettings.defaults());
    }

    TestingInstallation(OriginServer origin, String region, WanSettings wan) {
        this.origin = origin;
        this.template = TestingMembers.region(region);
        this.wan = wan;
    }

    /** Settings of a process of this region. */
    Configuration configuration(boolean embedded) {
        OriginSettings account = OriginSettings.of(
                origin.host(), origin.port(), OriginAccount.READER.user(), new Secret(OriginAccount.READER.password()));
        return new Configuration(
                template.region(),
                account,
                ListenSettings.at("127.0.0.1", 0),
                AuthSettings.defaults(),
                PoolSettings.defaults(),
                new AdminSettings("127.0.0.1", 0),
                template.cache(),
                CdcSettings.defaults(embedded),
                template.cluster(),
                wan);
    }

    Node startNode() {
        return startNode(true);
    }

    Node startNode(boolean embedded) {
        Node node = Node.start(configuration(embedded));
        open.push(node);
        nodes.add(node);
        return node;
    }

    CdcProcess startInvalidator() {
        CdcProcess process = CdcProcess.start(configuration(true));
        open.push(process);
        return process;
    }

    void awaitReady() {
        await().atMost(READY_WITHIN).untilAsserted(() -> {
            for (Node node : nodes) {
                assertThat(page(node, "/health/ready")).contains("\"status\":\"up\"");
            }
        });
    }

    String page(Node node, String path) {
        URI uri = URI.create("http://127.0.0.1:" + node.adminPort() + path);
        try {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What the node's counter of this name has counted under the label. */
    double count(Node node, String metric, String label, String value) {
        String line = "^" + metric + "_total\\{" + label + "=\"" + value + "\"} (\\S+)$";
        Matcher matcher = Pattern.compile(line, Pattern.MULTILINE).matcher(page(node, "/metrics"));
        assertThat(matcher.find()).as(line).isTrue();
        return Double.parseDouble(matcher.group(1));
    }

    /** Answers that the node has served from its own memory. */
    double hits(Node node) {
        return count(node, "nearside_results_hits", "tier", "node");
    }

    /** A client's session at the first node. */
    Session session() throws SQLException {
        Session current = session;
        if (current == null) {
            current = connect(nodes.get(0));
            session = current;
        }
        return current;
    }

    Session connect(Node node) throws SQLException {
        Session connected = Session.open(node.port());
        open.push(connected);
        return connected;
    }

    String askOrigin(String query) throws SQLException {
        try (Session direct = Session.open(origin.port())) {
            return direct.ask(query);
        }
    }

    /** Asks at the first node until the answer comes from its memory. */
    String askUntilHit(String query) {
        Node node = nodes.get(0);
        return await().until(
                        () -> {
                            double before = hits(node);
                            String answer = session().ask(query);
                            return hits(node) > before ? answer : null;
                        },
                        answer -> answer != null);
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** A client's connection. */
    static final class Session implements AutoCloseable {
        private final Connection connection;

        private Session(Connection connection) {
            this.connection = connection;
        }

        static Session open(int port) throws SQLException {
            return new Session(DriverManager.getConnection(
                    "jdbc:mysql://127.0.0.1:" + port + "/?sslMode=DISABLED&allowPublicKeyRetrieval=true",
                    OriginAccount.APP.user(),
                    OriginAccount.APP.password()));
        }

        /** The rows, as text: columns by comma, rows by semicolon. */
        String ask(String query) throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(query)) {
                List<String> texts = new ArrayList<>();
                int columns = rows.getMetaData().getColumnCount();
                while (rows.next()) {
                    List<String> values = new ArrayList<>();
                    for (int i = 1; i <= columns; i++) {
                        values.add(String.valueOf(rows.getString(i)));
                    }
                    texts.add(String.join(",", values));
                }
                return String.join(";", texts);
            }
        }

        void execute(String sql) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}
