package io.nearside.cdc.origin;

import com.github.shyiko.mysql.binlog.GtidSet;
import io.nearside.cdc.log.OriginPosition;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Samples the origin over one connection of its own, opened when needed: the clock first, then the position.
 *
 * <p>A binlog event can reach a reader before the storage engine shows its rows to other connections. So what is
 * visible is taken from where the server writes it down after that: on MySQL the set of executed GTIDs, on MariaDB the
 * binlog position that belongs to a consistent snapshot.
 */
public final class SettledSampler implements OriginSampler {
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);
    private static final String CLOCK = "SELECT " + OriginAccess.CLOCK_MICROS;

    private final OriginAccess access;
    private volatile @Nullable OriginConnection connection;
    private volatile boolean closed;

    public SettledSampler(OriginAccess access) {
        this.access = access;
    }

    @Override
    public OriginSample sample() throws SQLException {
        OriginConnection current = connection();
        try {
            return sample(current);
        } catch (SQLException | RuntimeException e) {
            current.close();
            connection = null;
            throw e;
        }
    }

    private OriginConnection connection() throws SQLException {
        OriginConnection current = connection;
        if (current == null) {
            current = access.open(ANSWER_TIMEOUT);
            connection = current;
            if (closed) {
                current.close();
            }
        }
        return current;
    }

    private static OriginSample sample(OriginConnection connection) throws SQLException {
        return connection.server().mariaDb() ? sampleMariaDb(connection) : sampleMySql(connection);
    }

    private static OriginSample sampleMySql(OriginConnection connection) throws SQLException {
        OriginServerId server = connection.server();
        List<List<OriginConnection.Row>> answers = connection.queryAll(CLOCK, server.binlogStatusQuery());
        OriginConnection.Row status = BinlogEnd.onlyRow(answers.get(1));
        String executed = status.text(4).replace("\n", "");
        OriginPosition written = new OriginPosition(server.identity(), status.text(0), status.number(1), executed);
        return new OriginSample(answers.get(0).get(0).number(0), written, new GtidSet(executed));
    }

    private static OriginSample sampleMariaDb(OriginConnection connection) throws SQLException {
        List<List<OriginConnection.Row>> answers = connection.queryAll(
                CLOCK, "START TRANSACTION WITH CONSISTENT SNAPSHOT", BinlogEnd.SNAPSHOT_QUERY, "COMMIT");
        OriginPosition written = BinlogEnd.snapshot(connection.server().identity(), answers.get(1), "");
        return new OriginSample(answers.get(0).get(0).number(0), written, null);
    }

    @Override
    public void close() {
        closed = true;
        OriginConnection current = connection;
        if (current != null) {
            current.close();
        }
    }
}
