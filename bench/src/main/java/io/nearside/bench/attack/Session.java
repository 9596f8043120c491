package io.nearside.bench.attack;

import com.mysql.cj.jdbc.JdbcStatement;
import io.nearside.bench.attack.grammar.Literal;
import io.nearside.bench.attack.grammar.Profile;
import io.nearside.bench.attack.grammar.Read;
import io.nearside.bench.attack.grammar.RowMaker;
import io.nearside.bench.attack.grammar.Step;
import io.nearside.bench.attack.grammar.WriteMaker;
import io.nearside.bench.attack.ledger.Answer;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A session at the origin or the node, in a database and under settings. For one thread at a time. */
final class Session implements AutoCloseable {
    private static final int LONGEST_LONG = 18;
    private static final Set<Integer> BYTES = Set.of(
            Types.CHAR,
            Types.VARCHAR,
            Types.LONGVARCHAR,
            Types.BINARY,
            Types.VARBINARY,
            Types.LONGVARBINARY,
            Types.BIT);

    private final Connection connection;
    private final Statement statement;
    private final String database;
    private final Map<Read, PreparedStatement> prepared = new HashMap<>();

    private Session(Connection connection, Statement statement, String database) {
        this.connection = connection;
        this.statement = statement;
        this.database = database;
    }

    static Session open(Connection connection, Profile profile, String database) throws SQLException {
        Statement statement = connection.createStatement();
        statement.setEscapeProcessing(false);
        for (String setting : profile.settings()) {
            statement.execute(setting);
        }
        return new Session(connection, statement, database);
    }

    Answer ask(Read read) throws SQLException {
        try {
            return read.prepared() ? askPrepared(read) : answer(statement.executeQuery(text(read.sql())), read);
        } catch (SQLException e) {
            return error(e);
        }
    }

    /** Of half of the statements, the first preparation serves as long as the session lives. */
    private Answer askPrepared(Read read) throws SQLException {
        if (read.sql().length() % 2 == 0) {
            try (PreparedStatement once = connection.prepareStatement(text(read.sql()))) {
                return answer(execute(once, read), read);
            }
        }
        PreparedStatement kept = prepared.get(read);
        if (kept == null) {
            kept = connection.prepareStatement(text(read.sql()));
            prepared.put(read, kept);
        }
        return answer(execute(kept, read), read);
    }

    private static ResultSet execute(PreparedStatement statement, Read read) throws SQLException {
        int place = 0;
        for (Literal parameter : read.parameters()) {
            place++;
            String text = parameter.text();
            if (parameter.quoted()) {
                statement.setString(place, text);
            } else if (text.contains("e")) {
                statement.setDouble(place, Double.parseDouble(text));
            } else if (text.contains(".") || text.length() > LONGEST_LONG) {
                statement.setBigDecimal(place, new BigDecimal(text));
            } else if (text.length() % 2 == 0) {
                // As drivers do that know one kind of numbers.
                statement.setDouble(place, Double.parseDouble(text));
            } else {
                statement.setLong(place, Long.parseLong(text));
            }
        }
        return statement.executeQuery();
    }

    private static Answer answer(ResultSet rows, Read read) throws SQLException {
        try (rows) {
            String head = head(rows.getMetaData());
            int columns = rows.getMetaData().getColumnCount();
            List<String> all = new ArrayList<>();
            while (rows.next()) {
                all.add(row(rows, columns));
            }
            return Answer.rows(head, all, read.ordered());
        }
    }

    /** A server's error is an answer; a broken connection is none. */
    private static Answer error(SQLException e) throws SQLException {
        String state = e.getSQLState();
        if (state == null || state.startsWith("08")) {
            throw e;
        }
        return Answer.error(e.getErrorCode(), state);
    }

    private String text(String sql) {
        return sql.replace("{db}", database);
    }

    private static String head(ResultSetMetaData columns) throws SQLException {
        StringBuilder head = new StringBuilder();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            head.append(i == 1 ? "" : ", ")
                    .append(columns.getColumnLabel(i))
                    .append(' ')
                    .append(columns.getColumnTypeName(i))
                    .append('(')
                    .append(columns.getPrecision(i))
                    .append(',')
                    .append(columns.getScale(i))
                    .append(')');
        }
        return head.toString();
    }

    private static String row(ResultSet rows, int columns) throws SQLException {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= columns; i++) {
            byte[] value = bytes(rows, i);
            row.append(i == 1 ? "" : ", ").append(value == null ? "NULL" : shown(value));
        }
        return row.toString();
    }

    private static byte @Nullable [] bytes(ResultSet rows, int column) throws SQLException {
        if (BYTES.contains(rows.getMetaData().getColumnType(column))) {
            return rows.getBytes(column);
        }
        // As text or in binary, it reads alike.
        String text = rows.getString(column);
        if (text == null) {
            return null;
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** So that different bytes look different. */
    private static String shown(byte[] value) {
        StringBuilder shown = new StringBuilder("'");
        for (char c : new String(value, StandardCharsets.ISO_8859_1).toCharArray()) {
            if (c >= ' ' && c < 127 && c != '\\' && c != '\'') {
                shown.append(c);
            } else {
                shown.append("\\x%02x".formatted((int) c));
            }
        }
        return shown.append('\'').toString();
    }

    /** Runs all statements of a step, whatever becomes of each; gives how many failed. */
    int run(Step step) throws SQLException {
        int failed = 0;
        for (String sql : step.statements()) {
            if (!run(sql)) {
                failed++;
            }
        }
        return failed;
    }

    /** Whether the server did it. */
    boolean run(String sql) throws SQLException {
        try {
            String text = text(sql);
            if (text.startsWith(WriteMaker.PREPARED)) {
                return prepared(text);
            }
            if (text.startsWith(RowMaker.LOAD)) {
                String file = text.substring(RowMaker.LOAD.length(), text.indexOf('\'', RowMaker.LOAD.length()));
                statement
                        .unwrap(JdbcStatement.class)
                        .setLocalInfileInputStream(new ByteArrayInputStream(file.getBytes(StandardCharsets.US_ASCII)));
            }
            statement.execute(text);
            while (statement.getMoreResults() || statement.getUpdateCount() != -1) {
                // All that a procedure gives is to be read.
            }
            return true;
        } catch (SQLException e) {
            return !error(e).failed();
        }
    }

    private boolean prepared(String text) throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement(text)) {
            prepared.execute();
            return true;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
