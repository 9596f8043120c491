package io.nearside.node.whole;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The common program of the clients' matrix with a JDBC driver, as a process of its own; uses nothing but the JDK. */
final class JdbcProgram {
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private final Connection connection;

    private JdbcProgram(Connection connection) {
        this.connection = connection;
    }

    /** Arguments: URL HOST PORT USER PASSWORD SCHEMA TLS PART FOLDER. */
    public static void main(String[] arguments) throws IOException {
        String part = arguments[7];
        // Only a driver that is asked to prepares at the server.
        String url = arguments[0] + "&useServerPrepStmts=" + !part.equals("text");
        Path folder = Path.of(arguments[8]);
        try (Connection connection = DriverManager.getConnection(url, arguments[3], arguments[4])) {
            JdbcProgram program = new JdbcProgram(connection);
            switch (part) {
                case "text" -> program.reads(Files.readAllLines(folder.resolve("reads.sql")));
                case "prepared" -> program.preparedReads();
                case "session" -> program.session(Files.readAllLines(folder.resolve("session.sql")));
                default -> throw new IllegalArgumentException(part);
            }
        } catch (SQLException e) {
            printError(e);
            System.exit(1);
        }
    }

    private void reads(List<String> statements) {
        for (String sql : statements) {
            run(sql);
            run(sql);
        }
    }

    private void preparedReads() {
        for (int time = 0; time < 2; time++) {
            prepared("SELECT * FROM kinds WHERE id >= ? ORDER BY id", 1);
            prepared("SELECT id, vc FROM kinds WHERE vc = ?", "Zoë 漢字 🙂");
            prepared("SELECT id, de FROM kinds WHERE id = ? AND vc <> ?", 1, "");
            prepared("SELECT id, db FROM kinds WHERE db > ?", 1.25);
            prepared("SELECT id FROM kinds WHERE vb = ?", "value".getBytes(StandardCharsets.UTF_8));
            prepared("SELECT id FROM kinds WHERE vc <=> ?", (String) null);
        }
    }

    private void session(List<String> statements) throws SQLException {
        statements.forEach(this::run);
        String insert = "INSERT INTO notes (body, num, at, raw) VALUES (?, ?, ?, ?)";
        byte[] raw = {0, (byte) 255, 65};
        prepared(insert, "prepared 🙂", 12345678901L, LocalDateTime.of(2024, 2, 29, 12, 34, 56, 789012000), raw);
        prepared(insert, null, null, null, null);
        prepared("SELECT * FROM notes WHERE id > ? ORDER BY id", 0);
        prepared("UPDATE notes SET num = ? WHERE id > ?", 5, 0);
        prepared("INSERT INTO notes (id) VALUES (?)", 1);
        prepared("SELECT * FROM missing WHERE id = ?", 1);
        prepared("CALL two_results(?)", 3);
        prepared("SELECT * FROM notes WHERE id > ? ORDER BY id", 0);
        try (CallableStatement call = connection.prepareCall("{CALL add_up(?, ?, ?)}")) {
            call.setInt(1, 4);
            call.setInt(2, 5);
            call.registerOutParameter(3, Types.INTEGER);
            call.execute();
            OUT.println("sum " + call.getInt(3));
        }
    }

    private void run(String sql) {
        try (Statement statement = connection.createStatement()) {
            printAll(statement, statement.execute(sql, Statement.RETURN_GENERATED_KEYS));
        } catch (SQLException e) {
            printError(e);
        }
    }

    private void prepared(String sql, @Nullable Object @Nullable ... values) {
        try (PreparedStatement statement = connection.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS)) {
            for (int i = 0; values != null && i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            printAll(statement, statement.execute());
        } catch (SQLException e) {
            printError(e);
        }
    }

    private static void printAll(Statement statement, boolean first) throws SQLException {
        boolean isRows = first;
        while (true) {
            if (isRows) {
                print(statement.getResultSet());
            } else {
                int count = statement.getUpdateCount();
                if (count == -1) {
                    break;
                }
                OUT.println("affected " + count);
                print(statement.getGeneratedKeys());
            }
            isRows = statement.getMoreResults();
        }
        for (SQLWarning warning = statement.getWarnings(); warning != null; warning = warning.getNextWarning()) {
            printError(warning);
        }
    }

    private static void print(ResultSet rows) throws SQLException {
        ResultSetMetaData columns = rows.getMetaData();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            OUT.println(String.join(
                    " ",
                    columns.getColumnLabel(i),
                    columns.getColumnTypeName(i),
                    columns.getColumnClassName(i),
                    columns.getTableName(i),
                    Integer.toString(columns.getPrecision(i)),
                    Integer.toString(columns.getScale(i)),
                    Integer.toString(columns.isNullable(i))));
        }
        while (rows.next()) {
            StringBuilder row = new StringBuilder();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                row.append(i == 1 ? "" : "\t").append(rows.getString(i));
            }
            OUT.println(row);
        }
    }

    private static void printError(SQLException e) {
        // MariaDB's puts the connection's number before what the origin said.
        String message = String.valueOf(e.getMessage()).replaceFirst("^\\(conn=\\d+\\) ", "");
        OUT.println("error " + e.getErrorCode() + " " + e.getSQLState() + " " + message);
    }
}
