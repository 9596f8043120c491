package io.nearside.bench.experiment;

import io.nearside.origin.OriginAccount;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * An application's way to a server: Connector/J as it comes, on one port of loopback. Prepared statements on the
 * client's side and no TLS are its defaults or the server's, stated all the same.
 */
record Client(int port) {
    private static final String PARAMETERS = "?sslMode=DISABLED&allowPublicKeyRetrieval=true&useServerPrepStmts=false"
            // So that nothing waits for ever, should anything hang.
            + "&connectTimeout=30000&socketTimeout=120000";

    Connection connect() throws SQLException {
        OriginAccount account = OriginAccount.APP;
        String address = "jdbc:mysql://127.0.0.1:" + port + "/employees" + PARAMETERS;
        return DriverManager.getConnection(address, account.user(), account.password());
    }

    /** Asks, and reads all of the answer: its rows, each a list of texts. */
    static List<List<String>> ask(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            int columns = rows.getMetaData().getColumnCount();
            List<List<String>> answer = new ArrayList<>();
            while (rows.next()) {
                List<String> row = new ArrayList<>(columns);
                for (int column = 1; column <= columns; column++) {
                    row.add(String.valueOf(rows.getString(column)));
                }
                answer.add(row);
            }
            return answer;
        }
    }
}
