package io.nearside.cdc.origin;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One SQL connection to the origin and the server at its other end. Not thread-safe, except for {@link #close}. */
public final class OriginConnection implements AutoCloseable {
    private final Connection connection;
    private final OriginServerId server;

    OriginConnection(Connection connection, OriginServerId server) {
        this.connection = connection;
        this.server = server;
    }

    public OriginServerId server() {
        return server;
    }

    /** The rows of a query, each column as text. */
    public List<Row> query(String sql) throws SQLException {
        List<List<Row>> results = queryAll(sql);
        return results.get(0);
    }

    /** The rows of each of several statements, sent at once and run in order; statements without rows are left out. */
    public List<List<Row>> queryAll(String... statements) throws SQLException {
        List<List<Row>> results = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            boolean rows = statement.execute(String.join("; ", statements));
            while (rows || statement.getUpdateCount() >= 0) {
                if (rows) {
                    results.add(read(statement));
                }
                rows = statement.getMoreResults();
            }
        }
        return results;
    }

    private static List<Row> read(Statement statement) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (ResultSet result = statement.getResultSet()) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                @Nullable String[] values = new String[columns];
                for (int i = 0; i < columns; i++) {
                    values[i] = result.getString(i + 1);
                }
                rows.add(new Row(Arrays.asList(values)));
            }
        }
        return rows;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // It is gone either way.
            assert e != null;
        }
    }

    /** One row of an answer. */
    public static final class Row {
        private final List<@Nullable String> values;

        Row(List<@Nullable String> values) {
            this.values = values;
        }

        /** The value in this column, counted from 0; empty for NULL. */
        public String text(int column) {
            String value = values.get(column);
            return value == null ? "" : value;
        }

        public long number(int column) {
            return Long.parseLong(text(column));
        }

        int columns() {
            return values.size();
        }
    }
}
