package io.nearside.node.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.cdc.origin.OriginAccess;
import io.nearside.cdc.origin.OriginConnection;
import io.nearside.config.OriginSettings;
import io.nearside.config.Secret;
import io.nearside.origin.OriginAccount;
import io.nearside.origin.OriginFlavor;
import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import io.nearside.proxy.footprint.TableName;
import io.nearside.proxy.sql.TableKind;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What only MariaDB has under a table's name. */
@OriginTest(OriginFlavor.MARIADB)
final class MariaDbTablesIT {
    private final OriginServer origin;

    MariaDbTablesIT(OriginServer origin) {
        this.origin = origin;
    }

    @Test
    void doesNotTakeSequencesAndVersionedTablesForTables() throws SQLException {
        origin.execute(
                "DROP DATABASE IF EXISTS test_mariadb",
                "CREATE DATABASE test_mariadb",
                "CREATE TABLE test_mariadb.plain (id INT) ENGINE=Aria",
                "CREATE SEQUENCE test_mariadb.seq",
                "CREATE TABLE test_mariadb.versioned (id INT) WITH SYSTEM VERSIONING");
        OriginSettings settings = OriginSettings.of(
                origin.host(), origin.port(), OriginAccount.READER.user(), new Secret(OriginAccount.READER.password()));
        try (OriginConnection connection = new OriginAccess(settings).open(Duration.ofSeconds(10))) {
            OriginTables tables = OriginTables.read(connection);

            assertThat(tables.kindOf(new TableName("test_mariadb", "plain"))).isEqualTo(TableKind.BASE_TABLE);
            assertThat(tables.kindOf(new TableName("test_mariadb", "seq"))).isEqualTo(TableKind.OTHER);
            assertThat(tables.kindOf(new TableName("test_mariadb", "versioned")))
                    .isEqualTo(TableKind.OTHER);
        }
    }
}
