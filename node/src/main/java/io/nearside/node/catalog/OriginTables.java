package io.nearside.node.catalog;

import io.nearside.cdc.origin.OriginConnection;
import io.nearside.proxy.footprint.TableName;
import io.nearside.proxy.sql.TableDefinition;
import io.nearside.proxy.sql.TableKind;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The origin's tables at one moment, as its {@code information_schema} tells the metadata account. Immutable. */
final class OriginTables {
    /** Engines that keep their own rows and whose every change is in the binlog. */
    private static final Set<String> LOGGED_ENGINES = Set.of("InnoDB", "MyISAM", "Aria", "ROCKSDB");

    private static final String TABLES =
            """
            SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, ENGINE FROM information_schema.TABLES
            WHERE TABLE_SCHEMA NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys')""";

    /** How {@code lower_case_table_names} lets names be stored and compared. */
    private enum NameCase {
        /** 0: as written, and different case is another table. */
        DISTINCT,
        /** 1: lower case. */
        LOWERED,
        /** 2: as written at creation, found in any case. */
        KEPT
    }

    private final NameCase nameCase;
    private final Map<TableName, TableKind> kinds;
    private final Map<TableName, TableDefinition> definitions;
    private final Map<TableName, TableName> storedForms;

    /**
     * The tables, by the names they are stored under.
     *
     * @param lowerCaseTableNames the origin's setting of that name: 0, 1 or 2
     */
    OriginTables(
            int lowerCaseTableNames, Map<TableName, TableKind> kinds, Map<TableName, TableDefinition> definitions) {
        this.nameCase = NameCase.values()[lowerCaseTableNames];
        this.kinds = Map.copyOf(kinds);
        this.definitions = Map.copyOf(definitions);
        this.storedForms = nameCase == NameCase.KEPT
                ? kinds.keySet().stream()
                        .collect(Collectors.toUnmodifiableMap(
                                OriginTables::lowered, Function.identity(), (one, other) -> one))
                : Map.of();
    }

    static OriginTables read(OriginConnection connection) throws SQLException {
        long lowerCaseTableNames =
                connection.query("SELECT @@lower_case_table_names").get(0).number(0);
        Map<TableName, TableKind> kinds = new HashMap<>();
        for (OriginConnection.Row row : connection.query(TABLES)) {
            kinds.put(new TableName(row.text(0), row.text(1)), kindOf(row.text(2), row.text(3)));
        }
        return new OriginTables((int) lowerCaseTableNames, kinds, DefinitionReader.read(connection));
    }

    private static TableKind kindOf(String type, String engine) {
        if (type.equals("VIEW")) {
            return TableKind.VIEW;
        }
        boolean logged = LOGGED_ENGINES.stream().anyMatch(engine::equalsIgnoreCase);
        return type.equals("BASE TABLE") && logged ? TableKind.BASE_TABLE : TableKind.OTHER;
    }

    private static TableName lowered(TableName name) {
        return new TableName(
                name.schema().toLowerCase(Locale.ROOT), name.table().toLowerCase(Locale.ROOT));
    }

    int count() {
        return kinds.size();
    }

    TableKind kindOf(TableName table) {
        return kinds.getOrDefault(table, TableKind.MISSING);
    }

    TableDefinition definitionOf(TableName table) {
        return definitions.getOrDefault(table, TableDefinition.UNKNOWN);
    }

    TableName normalize(TableName written) {
        return switch (nameCase) {
            case DISTINCT -> written;
            case LOWERED -> lowered(written);
            case KEPT -> storedForms.getOrDefault(lowered(written), written);
        };
    }
}
