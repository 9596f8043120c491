package io.nearside.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.cdc.log.ChangeKind;
import io.nearside.cdc.log.ChangeRecord;
import io.nearside.cdc.log.TestingChangeLog;
import io.nearside.origin.OriginFlavor;
import io.nearside.origin.OriginServer;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** MariaDB can compress rows and statements in the binlog; the client library does not know these events. */
class CompressedBinlogIT {
    private final TestingChangeLog log = new TestingChangeLog();
    private final LogFollower follower = new LogFollower(log);

    @Test
    void whatCannotBeReadChangesEverything() throws SQLException {
        try (OriginServer origin = OriginFlavor.MARIADB.builder().start();
                Invalidator invalidator = Invalidators.start(origin, log)) {
            origin.execute("CREATE TABLE test.t (id INT PRIMARY KEY, v VARCHAR(100))");
            follower.settle().take();
            // Between two checks of the settings this can happen.
            origin.execute("SET GLOBAL log_bin_compress = ON", "SET GLOBAL log_bin_compress_min_len = 10");

            origin.execute("INSERT INTO test.t VALUES (1, REPEAT('a', 100)), (2, REPEAT('a', 100))");
            assertThat(follower.settle().take()).extracting(ChangeRecord::kind).contains(ChangeKind.EVERYTHING);
            origin.execute("ALTER TABLE test.t COMMENT 'a long comment that is compressed'");
            assertThat(follower.settle().take()).extracting(ChangeRecord::kind).contains(ChangeKind.EVERYTHING);
            assertThat(invalidator.status().ready()).isTrue();
        }
    }
}
