package io.nearside.node.whole;

import io.nearside.node.whole.TestTools.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A client of the matrix in {@code docs/clients.md}: how it runs the common program, whose statements are in the test
 * resources' folder {@code clients}, with a script for each language.
 */
enum MatrixClient {
    MYSQL("`mysql`", "9.7 (Debian sid)", false) {
        @Override
        List<String> command(Login login, boolean tls) {
            return List.of(
                    TestTools.mysql(),
                    "--no-defaults",
                    "--protocol=TCP",
                    "--get-server-public-key",
                    tls ? "--ssl-mode=REQUIRED" : "--ssl-mode=DISABLED");
        }
    },
    MARIADB("`mariadb`", "10.11 (Debian 12)", false) {
        @Override
        List<String> command(Login login, boolean tls) {
            return List.of(
                    "mariadb", "--no-defaults", "--protocol=TCP", tls ? "--ssl" : "--skip-ssl", "--skip-reconnect");
        }
    },
    NODE_MYSQL2("mysql2 (Node.js)", "3.24.6", true) {
        @Override
        List<String> command(Login login, boolean tls) {
            return script("node", "nodejs.js", "mysql2");
        }
    },
    NODE_MYSQL("mysql (Node.js)", "2.18.1", false) {
        @Override
        List<String> command(Login login, boolean tls) {
            return script("node", "nodejs.js", "mysql");
        }
    },
    SERVERLESS_MYSQL("serverless-mysql (Node.js)", "2.1.0", false) {
        @Override
        List<String> command(Login login, boolean tls) {
            return script("node", "nodejs.js", "serverless-mysql");
        }
    },
    NODE_MARIADB("mariadb (Node.js)", "3.5.4", true) {
        @Override
        List<String> command(Login login, boolean tls) {
            return script("node", "nodejs.js", "mariadb");
        }
    },
    PYMYSQL("PyMySQL", "1.0 (Debian 12)", false) {
        @Override
        List<String> command(Login login, boolean tls) {
            return script(TestTools.python("pymysql"), "python.py", "pymysql");
        }
    },
    MYSQLCLIENT("mysqlclient (Python)", "1.4 (Debian 12)", false) {
        @Override
        List<String> command(Login login, boolean tls) {
            return script(TestTools.python("MySQLdb"), "python.py", "MySQLdb");
        }
    },
    PYTHON_CONNECTOR("mysql-connector-python", "26.7 (Debian sid)", true) {
        @Override
        List<String> command(Login login, boolean tls) {
            return script(TestTools.python("mysql.connector"), "python.py", "mysql.connector");
        }
    },
    MYSQLI("PHP mysqli", "8.2 (Debian 12)", true) {
        @Override
        List<String> command(Login login, boolean tls) {
            return script("php", "php.php", "mysqli");
        }
    },
    PDO("PHP PDO", "8.2 (Debian 12)", true) {
        @Override
        List<String> command(Login login, boolean tls) {
            return script("php", "php.php", "pdo");
        }
    },
    GO("go-sql-driver/mysql", "1.5 (Debian 12)", true) {
        @Override
        List<String> command(Login login, boolean tls) {
            return List.of("go", "run", FOLDER.resolve("golang.go").toString());
        }
    },
    RUBY("mysql2 (Ruby)", "0.5.3 (Debian 12)", true) {
        @Override
        List<String> command(Login login, boolean tls) {
            return List.of("ruby", "-W0", FOLDER.resolve("ruby.rb").toString());
        }
    },
    DBD_MYSQL("Perl DBD::mysql", "4.050 (Debian 12)", true) {
        @Override
        List<String> command(Login login, boolean tls) {
            return script("perl", "perl.pl", "mysql");
        }
    },
    DBD_MARIADB("Perl DBD::MariaDB", "1.22 (Debian 12)", true) {
        @Override
        List<String> command(Login login, boolean tls) {
            return script("perl", "perl.pl", "MariaDB");
        }
    },
    CONNECTOR_J_8("Connector/J 8", "8.0.33", true) {
        @Override
        List<String> command(Login login, boolean tls) {
            return java("mysql-connector-j-8.0.33.jar", "jdbc:mysql:", login, tls ? "REQUIRED" : "DISABLED");
        }
    },
    CONNECTOR_J_9("Connector/J 9", "9.7.0", true) {
        @Override
        List<String> command(Login login, boolean tls) {
            return java("mysql-connector-j-9.7.0.jar", "jdbc:mysql:", login, tls ? "REQUIRED" : "DISABLED");
        }
    },
    CONNECTOR_J_26("Connector/J 26", "26.10.0", true) {
        @Override
        List<String> command(Login login, boolean tls) {
            return java("mysql-connector-j-26.10.0.jar", "jdbc:mysql:", login, tls ? "REQUIRED" : "DISABLED");
        }
    },
    MARIADB_CONNECTOR_J_3("MariaDB Connector/J 3", "3.5.11", true) {
        @Override
        List<String> command(Login login, boolean tls) {
            return java("mariadb-java-client-3.5.11.jar", "jdbc:mariadb:", login, tls ? "trust" : "disable");
        }
    },
    MARIADB_CONNECTOR_J_4("MariaDB Connector/J 4", "4.0.0", true) {
        @Override
        List<String> command(Login login, boolean tls) {
            return java("mariadb-java-client-4.0.0.jar", "jdbc:mariadb:", login, tls ? "trust" : "disable");
        }
    };

    /** A part of the common program. */
    enum Part {
        /** Reads as text, each twice. */
        TEXT,
        /** Reads by prepared statements, each twice. */
        PREPARED,
        /** Writes, errors, warnings, transactions, procedures, settings. */
        SESSION
    }

    /** Who asks where. */
    record Login(int port, String user, String password, String schema) {
        Login at(int otherPort) {
            return new Login(otherPort, user, password, schema);
        }

        Login withPassword(String other) {
            return new Login(port, user, other, schema);
        }

        Login withSchema(String other) {
            return new Login(port, user, password, other);
        }
    }

    /** Reads of either kind, each of which the common program sends twice. */
    static final int READS = 6;

    private static final Path FOLDER = TestTools.top().resolve("node/src/test/resources/clients");
    private static final Set<MatrixClient> COMMAND_LINES = EnumSet.of(MYSQL, MARIADB);

    private final String title;
    private final String version;
    private final boolean prepares;

    MatrixClient(String title, String version, boolean prepares) {
        this.title = title;
        this.version = version;
        this.prepares = prepares;
    }

    /** As {@code docs/clients.md} names it. */
    String title() {
        return title;
    }

    String version() {
        return version;
    }

    /** Whether it has prepared statements of the protocol's own. */
    boolean prepares() {
        return prepares;
    }

    /** Oracle's client can no longer do what MariaDB's accounts ask for, with or without a node. */
    boolean canLogInToMariaDb() {
        return this != MYSQL;
    }

    /** Whether it cannot do {@code caching_sha2_password} without TLS. */
    boolean needsNativePassword() {
        return this == NODE_MYSQL || this == PYTHON_CONNECTOR;
    }

    /** Whether its status tells of a statement's error even though it went on to the end. */
    boolean endsInErrorAfterOne() {
        return COMMAND_LINES.contains(this);
    }

    /** The program with what comes before the arguments that all have. */
    abstract List<String> command(Login login, boolean tls);

    private static List<String> script(String program, String script, String driver) {
        return List.of(program, FOLDER.resolve(script).toString(), driver);
    }

    private static List<String> java(String jar, String scheme, Login login, String sslMode) {
        String url = scheme + "//127.0.0.1:" + login.port + "/" + login.schema
                + "?allowPublicKeyRetrieval=true&allowMultiQueries=true&sslMode=" + sslMode;
        Path classes = TestTools.top().resolve("node/target/test-classes");
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Duser.timezone=UTC",
                "-Dfile.encoding=UTF-8",
                "-cp",
                classes + ":" + TestTools.top().resolve("node/target/drivers").resolve(jar),
                JdbcProgram.class.getName(),
                url);
    }

    /** Runs a part of the program to its end. */
    Outcome run(Login login, boolean tls, Part part) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(command(login, tls));
        Map<String, String> environment = Map.of(
                "TZ",
                "UTC",
                "PYTHONHASHSEED",
                "0",
                "NODE_PATH",
                TestTools.nodeModules(),
                "GOPATH",
                TestTools.goPath(),
                "GO111MODULE",
                "off",
                "MYSQL_PWD",
                login.password);
        if (COMMAND_LINES.contains(this)) {
            Path statements = Files.createTempFile("statements", ".sql");
            try {
                Files.writeString(statements, commandLineStatements(part));
                command.addAll(List.of(
                        "--host=127.0.0.1",
                        "--port=" + login.port,
                        "--user=" + login.user,
                        "--default-character-set=utf8mb4",
                        "--database=" + login.schema,
                        "--force",
                        "--batch",
                        "-vv",
                        "--column-type-info"));
                return TestTools.run(environment, command, statements);
            } finally {
                Files.delete(statements);
            }
        }
        command.addAll(List.of(
                "127.0.0.1",
                Integer.toString(login.port),
                login.user,
                login.password,
                login.schema,
                tls ? "on" : "off",
                part.name().toLowerCase(Locale.ROOT),
                FOLDER.toString()));
        return TestTools.run(environment, command, null);
    }

    /** With another delimiter, as then several statements in a line are sent as one. */
    private static String commandLineStatements(Part part) throws IOException {
        return statements(part == Part.TEXT ? "reads.sql" : "session.sql").stream()
                .map(sql -> (sql + "\n//\n").repeat(part == Part.TEXT ? 2 : 1))
                .collect(Collectors.joining("", "delimiter //\n", ""));
    }

    /** The statements of a file, one a line. */
    static List<String> statements(String file) throws IOException {
        return Arrays.stream(Files.readString(FOLDER.resolve(file), StandardCharsets.UTF_8)
                        .split("\n"))
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
