package io.nearside.node.whole;

import io.nearside.node.whole.TestTools.Outcome;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The clients that applications use, each as it is meant to be used. */
enum RealClient {
    /** Oracle's command line client. */
    MYSQL {
        @Override
        Outcome ask(Login login, List<String> queries) throws IOException, InterruptedException {
            return TestTools.run(
                    Map.of("MYSQL_PWD", login.password),
                    List.of(
                            TestTools.mysql(),
                            "--no-defaults",
                            "--protocol=TCP",
                            "--host=127.0.0.1",
                            "--port=" + login.port,
                            "--user=" + login.user,
                            "--ssl-mode=DISABLED",
                            "--get-server-public-key",
                            "--default-character-set=utf8mb4",
                            "--batch",
                            "--skip-column-names",
                            "--database=" + login.schema,
                            "--execute=" + String.join(";", queries)));
        }
    },

    /** Debian's command line client. Must be told that there is no TLS: it trusts in it and sends the password as it is. */
    MARIADB {
        @Override
        Outcome ask(Login login, List<String> queries) throws IOException, InterruptedException {
            return TestTools.run(
                    Map.of("MYSQL_PWD", login.password),
                    List.of(
                            "mariadb",
                            "--no-defaults",
                            "--protocol=TCP",
                            "--host=127.0.0.1",
                            "--port=" + login.port,
                            "--user=" + login.user,
                            "--skip-ssl",
                            "--default-character-set=utf8mb4",
                            "--batch",
                            "--skip-column-names",
                            "--database=" + login.schema,
                            "--execute=" + String.join(";", queries)));
        }
    },

    CONNECTOR_J {
        @Override
        Outcome ask(Login login, List<String> queries) {
            return jdbc("jdbc:mysql", "sslMode=DISABLED", login, queries);
        }
    },

    MARIADB_CONNECTOR_J {
        @Override
        Outcome ask(Login login, List<String> queries) {
            return jdbc("jdbc:mariadb", "sslMode=disable", login, queries);
        }
    },

    /** mysql2 on Node.js. */
    MYSQL2 {
        @Override
        Outcome ask(Login login, List<String> queries) throws IOException, InterruptedException {
            String script =
                    """
                    const [port, user, password, database, ...queries] = process.argv.slice(1);
                    const options = {host: '127.0.0.1', port: Number(port), user, password, database, rowsAsArray: true};
                    (async () => {
                      const connection = await require('mysql2/promise').createConnection(options);
                      for (const query of queries) {
                        const [rows] = await connection.query(query);
                        rows.forEach(row => console.log(row.map(v => v === null ? 'NULL' : v).join('\\t')));
                      }
                      await connection.end();
                    })().catch(e => { console.log(e.message); process.exit(1); });
                    """;
            return TestTools.run(
                    Map.of("NODE_PATH", TestTools.nodeModules()),
                    login.command(List.of("node", "-e", script), queries));
        }
    },

    /** PyMySQL on Python 3. It begins with autocommit off unless told otherwise; what runs in a transaction is no hit. */
    PYMYSQL {
        @Override
        Outcome ask(Login login, List<String> queries) throws IOException, InterruptedException {
            String script =
                    """
                    import pymysql, sys
                    sys.stdout.reconfigure(encoding='utf-8')
                    port, user, password, database = sys.argv[1:5]
                    try:
                        connection = pymysql.connect(
                            host='127.0.0.1', port=int(port), user=user, password=password, database=database,
                            autocommit=True)
                        with connection, connection.cursor() as cursor:
                            for query in sys.argv[5:]:
                                cursor.execute(query)
                                for row in cursor.fetchall():
                                    print('\\t'.join('NULL' if v is None else str(v) for v in row))
                    except pymysql.err.Error as e:
                        print(e.args[1])
                        sys.exit(1)
                    """;
            return TestTools.run(
                    Map.of("PYTHONUTF8", "1"),
                    login.command(List.of(TestTools.python("pymysql"), "-c", script), queries));
        }
    };

    /** Who asks where. */
    record Login(int port, String user, String password, String schema) {
        private List<String> command(List<String> program, List<String> queries) {
            List<String> command = new ArrayList<>(program);
            command.addAll(List.of(Integer.toString(port), user, password, schema));
            command.addAll(queries);
            return command;
        }

        Login at(int otherPort) {
            return new Login(otherPort, user, password, schema);
        }

        Login withPassword(String other) {
            return new Login(port, user, other, schema);
        }
    }

    /**
     * Logs in, asks one query after the other in one session, and leaves.
     *
     * @return a line for each row with tabs between the columns; or why it did not work, with a status other than 0
     */
    abstract Outcome ask(Login login, List<String> queries) throws IOException, InterruptedException;

    private static Outcome jdbc(String scheme, String tls, Login login, List<String> queries) {
        Properties properties = new Properties();
        properties.setProperty("user", login.user);
        properties.setProperty("password", login.password);
        String url =
                scheme + "://127.0.0.1:" + login.port + "/" + login.schema + "?allowPublicKeyRetrieval=true&" + tls;
        StringBuilder said = new StringBuilder();
        try (Connection connection = DriverManager.getConnection(url, properties);
                Statement statement = connection.createStatement()) {
            for (String query : queries) {
                try (ResultSet rows = statement.executeQuery(query)) {
                    while (rows.next()) {
                        append(rows, said);
                    }
                }
            }
            return new Outcome(0, said.toString());
        } catch (SQLException e) {
            // MariaDB's puts the connection's number before what the origin said.
            return new Outcome(1, String.valueOf(e.getMessage()).replaceFirst("^\\(conn=\\d+\\) ", ""));
        }
    }

    private static void append(ResultSet rows, StringBuilder said) throws SQLException {
        for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
            String value = rows.getString(column);
            said.append(column == 1 ? "" : "\t").append(value == null ? "NULL" : value);
        }
        said.append('\n');
    }
}
