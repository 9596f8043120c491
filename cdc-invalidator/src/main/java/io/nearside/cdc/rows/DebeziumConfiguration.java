package io.nearside.cdc.rows;

import io.nearside.cdc.log.ChangedTable;
import io.nearside.cdc.origin.OriginServerId;
import io.nearside.config.OriginSettings;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

/** How Debezium is set up. Every line is there because its default loses changes, time or the process. */
final class DebeziumConfiguration {
    private DebeziumConfiguration() {}

    /**
     * @param run how many went before
     * @param lenient whether to go without the tables whose definition Debezium does not understand, instead of ending
     * @param left tables that it is to go without in any case
     */
    static Properties of(
            OriginSettings origin,
            OriginServerId server,
            long serverId,
            int run,
            boolean lenient,
            Set<ChangedTable> left) {
        Properties properties = new Properties();
        properties.setProperty("name", "nearside");
        // A run whose end was cut short leaves its metrics registered, and one of the same name waits a minute for them
        // to go.
        properties.setProperty("topic.prefix", "o" + run % 16);
        connection(properties, origin, server, serverId);
        if (!left.isEmpty()) {
            properties.setProperty(
                    "table.exclude.list",
                    left.stream().map(DebeziumConfiguration::pattern).collect(Collectors.joining(",")));
        }
        // Starts at the end of the binlog each time, and stores nothing.
        properties.setProperty("snapshot.mode", "no_data");
        properties.setProperty("snapshot.locking.mode", "none");
        properties.setProperty("schema.history.internal", "io.debezium.relational.history.MemorySchemaHistory");
        properties.setProperty("offset.storage", "org.apache.kafka.connect.storage.MemoryOffsetBackingStore");
        // A definition passed over leaves the one before it in force.
        properties.setProperty("schema.history.internal.skip.unparseable.ddl", Boolean.toString(lenient));
        properties.setProperty("inconsistent.schema.handling.mode", lenient ? "skip" : "fail");
        // Transactions are matched by their boundaries.
        properties.setProperty("provide.transaction.metadata", "true");
        properties.setProperty("include.schema.changes", "true");
        properties.setProperty("tombstones.on.delete", "false");
        properties.setProperty("bigint.unsigned.handling.mode", "precise");
        // A value that does not fit the definition it knows would become NULL.
        properties.setProperty("event.converting.failure.handling.mode", "fail");
        // Says with each column how its type was written: RowDecoder.
        properties.setProperty("column.propagate.source.type", ".*");
        // Otherwise the year 50 becomes 2050.
        properties.setProperty("enable.time.adjuster", "false");
        // A batch of more than one record waits for poll.interval.ms.
        properties.setProperty("max.batch.size", "1");
        // Otherwise a dead connection is noticed after a minute.
        properties.setProperty("connect.keep.alive.interval.ms", "3000");
        properties.setProperty("heartbeat.interval.ms", "100");
        // Its own retries hide that it does not read; it is started anew instead.
        properties.setProperty("errors.max.retries", "0");
        properties.setProperty("task.management.timeout.ms", "10000");
        return properties;
    }

    /** A pattern is matched in any letter case, and a comma would end it. */
    private static String pattern(ChangedTable table) {
        return (table.schema() + "." + table.table())
                .codePoints()
                .mapToObj(c -> String.format("\\x{%x}", c))
                .collect(Collectors.joining());
    }

    private static void connection(Properties properties, OriginSettings origin, OriginServerId server, long serverId) {
        properties.setProperty(
                "connector.class",
                server.mariaDb()
                        ? "io.debezium.connector.mariadb.MariaDbConnector"
                        : "io.debezium.connector.mysql.MySqlConnector");
        properties.setProperty("database.hostname", origin.host());
        properties.setProperty("database.port", Integer.toString(origin.port()));
        properties.setProperty("database.user", origin.username());
        properties.setProperty("database.password", origin.password().reveal());
        properties.setProperty("database.server.id", Long.toString(serverId));
        properties.setProperty(
                "connect.timeout.ms", Long.toString(origin.connectTimeout().toMillis()));
        if (server.mariaDb()) {
            properties.setProperty("database.ssl.mode", server.tls() ? "trust" : "disable");
        } else {
            properties.setProperty("database.ssl.mode", "preferred");
            properties.setProperty("driver.allowPublicKeyRetrieval", "true");
        }
    }
}
