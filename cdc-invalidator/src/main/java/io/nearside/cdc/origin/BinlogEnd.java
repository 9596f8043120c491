package io.nearside.cdc.origin;

import com.github.shyiko.mysql.binlog.GtidSet;
import io.nearside.cdc.log.OriginPosition;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Finds where a history may begin: a binlog position whose every earlier transaction queries already see. What is read
 * at the origin from then on is no older than that.
 */
public final class BinlogEnd {
    static final String SNAPSHOT_QUERY = "SHOW STATUS LIKE 'binlog_snapshot_%'";

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private BinlogEnd() {}

    public static OriginPosition find(OriginAccess access) throws SQLException, InterruptedException {
        try (OriginConnection connection = access.open(ANSWER_TIMEOUT)) {
            return connection.server().mariaDb() ? findMariaDb(connection) : findMySql(connection);
        }
    }

    /** The end of the last transaction that a snapshot shows. */
    private static OriginPosition findMariaDb(OriginConnection connection) throws SQLException {
        List<List<OriginConnection.Row>> answers =
                connection.queryAll("START TRANSACTION WITH CONSISTENT SNAPSHOT", SNAPSHOT_QUERY, "COMMIT");
        OriginPosition end = snapshot(connection.server().identity(), answers.get(0), "");
        String gtids = connection
                .query("SELECT BINLOG_GTID_POS('" + end.file() + "', " + end.offset() + ")")
                .get(0)
                .text(0);
        return new OriginPosition(end.server(), end.file(), end.offset(), gtids);
    }

    /** Transactions that were in the binlog but not yet executed then are those that own their GTID: they are awaited. */
    private static OriginPosition findMySql(OriginConnection connection) throws SQLException, InterruptedException {
        OriginServerId server = connection.server();
        OriginConnection.Row status = onlyRow(connection.query(server.binlogStatusQuery()));
        List<String> inFlight = owned(connection);
        List<String> open = inFlight;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!open.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new SQLException("transaction " + open.get(0) + " has been about to commit for " + PATIENCE);
            }
            TimeUnit.MILLISECONDS.sleep(5);
            open = owned(connection);
            open.retainAll(inFlight);
        }
        GtidSet executed = new GtidSet(gtidExecuted(connection));
        GtidSet gtids = new GtidSet(status.text(4).replace("\n", ""));
        inFlight.stream().filter(gtid -> Gtids.contains(executed, gtid)).forEach(gtids::add);
        return new OriginPosition(server.identity(), status.text(0), status.number(1), gtids.toString());
    }

    private static String gtidExecuted(OriginConnection connection) throws SQLException {
        return connection.query("SELECT @@global.gtid_executed").get(0).text(0).replace("\n", "");
    }

    /** {@code UUID:NUMBER#THREAD:NUMBER#THREAD,UUID:…} as a list of GTIDs. */
    private static List<String> owned(OriginConnection connection) throws SQLException {
        return ownedGtids(connection.query("SELECT @@global.gtid_owned").get(0).text(0));
    }

    static List<String> ownedGtids(String owned) {
        List<String> gtids = new ArrayList<>();
        for (String server : owned.replace("\n", "").split(",", -1)) {
            String[] parts = server.strip().split(":", -1);
            for (int i = 1; i < parts.length; i++) {
                gtids.add(parts[0] + ":" + parts[i].replaceFirst("#.*", ""));
            }
        }
        return gtids;
    }

    static OriginPosition snapshot(String server, List<OriginConnection.Row> status, String gtids) throws SQLException {
        Map<String, String> values = new HashMap<>();
        status.forEach(row -> values.put(row.text(0).toLowerCase(java.util.Locale.ROOT), row.text(1)));
        String file = values.getOrDefault("binlog_snapshot_file", "");
        String offset = values.getOrDefault("binlog_snapshot_position", "");
        if (file.isEmpty() || offset.isEmpty()) {
            throw new SQLException("the origin has no binlog: log_bin is off");
        }
        return new OriginPosition(server, file, Long.parseLong(offset), gtids);
    }

    static OriginConnection.Row onlyRow(List<OriginConnection.Row> rows) throws SQLException {
        if (rows.isEmpty()) {
            throw new SQLException("the origin has no binlog: log_bin is off");
        }
        return rows.get(0);
    }
}
