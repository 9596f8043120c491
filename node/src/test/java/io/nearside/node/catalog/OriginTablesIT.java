package io.nearside.node.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.cdc.origin.OriginAccess;
import io.nearside.cdc.origin.OriginConnection;
import io.nearside.config.OriginSettings;
import io.nearside.config.Secret;
import io.nearside.origin.OriginAccount;
import io.nearside.origin.OriginServer;
import io.nearside.origin.junit.OriginTest;
import io.nearside.proxy.footprint.TableName;
import io.nearside.proxy.sql.TableKind;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@OriginTest
final class OriginTablesIT {
    private final OriginServer origin;

    OriginTablesIT(OriginServer origin) {
        this.origin = origin;
    }

    @BeforeEach
    void makeTables() throws SQLException {
        origin.execute(
                "DROP DATABASE IF EXISTS test_tables",
                "CREATE DATABASE test_tables",
                "CREATE TABLE test_tables.inno (id INT, doubled INT AS (id * 2)) ENGINE=InnoDB",
                "CREATE TABLE test_tables.isam (id INT) ENGINE=MyISAM",
                "CREATE TABLE test_tables.parts (id INT PRIMARY KEY) PARTITION BY HASH (id) PARTITIONS 4",
                "CREATE TABLE test_tables.mem (id INT) ENGINE=MEMORY",
                "CREATE TABLE test_tables.text (id INT NOT NULL) ENGINE=CSV",
                "CREATE VIEW test_tables.look AS SELECT id FROM test_tables.inno");
    }

    private OriginTables read() throws SQLException {
        OriginSettings settings = OriginSettings.of(
                origin.host(), origin.port(), OriginAccount.READER.user(), new Secret(OriginAccount.READER.password()));
        try (OriginConnection connection = new OriginAccess(settings).open(Duration.ofSeconds(10))) {
            return OriginTables.read(connection);
        }
    }

    private static TableKind kind(OriginTables tables, String table) {
        return tables.kindOf(new TableName("test_tables", table));
    }

    @Test
    void tellsWhatIsUnderEachName() throws SQLException {
        OriginTables tables = read();

        assertThat(kind(tables, "inno")).isEqualTo(TableKind.BASE_TABLE);
        assertThat(kind(tables, "isam")).isEqualTo(TableKind.BASE_TABLE);
        assertThat(kind(tables, "parts")).isEqualTo(TableKind.BASE_TABLE);
        assertThat(kind(tables, "mem")).isEqualTo(TableKind.OTHER);
        assertThat(kind(tables, "text")).isEqualTo(TableKind.OTHER);
        assertThat(kind(tables, "look")).isEqualTo(TableKind.VIEW);
        assertThat(kind(tables, "none")).isEqualTo(TableKind.MISSING);
        assertThat(tables.kindOf(new TableName("mysql", "user"))).isEqualTo(TableKind.MISSING);
    }
}
