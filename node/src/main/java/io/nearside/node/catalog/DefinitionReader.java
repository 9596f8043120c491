package io.nearside.node.catalog;

import io.nearside.cdc.origin.OriginConnection;
import io.nearside.proxy.footprint.TableName;
import io.nearside.proxy.sql.ColumnDefinition;
import io.nearside.proxy.sql.TableDefinition;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what tables and views are made of from the origin's {@code information_schema}. */
final class DefinitionReader {
    private static final String OF_USERS =
            "TABLE_SCHEMA NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys')";

    private static final String COLUMNS =
            """
            SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, DATA_TYPE, IFNULL(COLLATION_NAME, ''),
                   IFNULL(GENERATION_EXPRESSION, '')
            FROM information_schema.COLUMNS WHERE %s ORDER BY TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION"""
                    .formatted(OF_USERS);

    /** Parts that are expressions have no column. */
    private static final String INDEXES =
            """
            SELECT TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, IFNULL(COLUMN_NAME, '')
            FROM information_schema.STATISTICS WHERE %s
            ORDER BY TABLE_SCHEMA, TABLE_NAME, INDEX_NAME = 'PRIMARY' DESC, INDEX_NAME, SEQ_IN_INDEX"""
                    .formatted(OF_USERS);

    private static final String VIEWS =
            "SELECT TABLE_SCHEMA, TABLE_NAME, IFNULL(VIEW_DEFINITION, '') FROM information_schema.VIEWS WHERE "
                    + OF_USERS;

    /** The query, behind the view's name and its columns, before what only concerns writes. */
    private static final Pattern CREATED = Pattern.compile(
            "CREATE .*? VIEW (?:`[^`]+`\\.)?`[^`]+` (?:\\((?:`[^`]+`,?)+\\) )?AS (.*?)(?: WITH (?:CASCADED|LOCAL) CHECK OPTION)?",
            Pattern.DOTALL);

    private static final Logger log = LoggerFactory.getLogger(DefinitionReader.class);

    private static final String PRIMARY = "PRIMARY";

    private final Map<TableName, List<ColumnDefinition>> columns = new HashMap<>();
    private final Map<TableName, Map<String, List<Integer>>> indexes = new HashMap<>();
    private final Map<TableName, String> queries = new HashMap<>();

    private DefinitionReader() {}

    static Map<TableName, TableDefinition> read(OriginConnection connection) throws SQLException {
        DefinitionReader reader = new DefinitionReader();
        for (OriginConnection.Row row : connection.query(COLUMNS)) {
            reader.columns.computeIfAbsent(name(row), name -> new ArrayList<>()).add(column(row));
        }
        for (OriginConnection.Row row : connection.query(INDEXES)) {
            reader.indexPart(name(row), row.text(2), row.text(3));
        }
        for (OriginConnection.Row row : connection.query(VIEWS)) {
            TableName view = name(row);
            String query = row.text(2);
            reader.queries.put(view, query.isEmpty() ? shown(connection, view) : query);
        }
        return reader.definitions();
    }

    /** MySQL 8.0 leaves the definitions of views out for accounts that do not own them, but shows how they were made. */
    private static String shown(OriginConnection connection, TableName view) {
        String name = quoted(view.schema()) + "." + quoted(view.table());
        try {
            Matcher created = CREATED.matcher(
                    connection.query("SHOW CREATE VIEW " + name).get(0).text(1));
            return created.matches() ? created.group(1) : "";
        } catch (SQLException e) {
            // it is gone, or stands for what is gone
            log.debug("view {} cannot be shown", view, e);
            return "";
        }
    }

    private static String quoted(String name) {
        return '`' + name.replace("`", "``") + '`';
    }

    private static TableName name(OriginConnection.Row row) {
        return new TableName(row.text(0), row.text(1));
    }

    private static ColumnDefinition column(OriginConnection.Row row) {
        String collation = row.text(4);
        // MySQL escapes the quotes in it
        String generation = row.text(5).replace("\\'", "'");
        return new ColumnDefinition(row.text(2), ColumnTypes.of(row.text(3), collation), collation, generation);
    }

    private void indexPart(TableName table, String index, String column) {
        int found = ColumnDefinition.position(columns.getOrDefault(table, List.of()), column);
        int position = found < 0 ? TableDefinition.EXPRESSION : found;
        indexes.computeIfAbsent(table, name -> new LinkedHashMap<>())
                .computeIfAbsent(index, name -> new ArrayList<>())
                .add(position);
    }

    private Map<TableName, TableDefinition> definitions() {
        Map<TableName, TableDefinition> definitions = new HashMap<>();
        columns.forEach((table, its) -> {
            Map<String, List<Integer>> byName = indexes.getOrDefault(table, Map.of());
            List<List<Integer>> all = new ArrayList<>();
            all.add(byName.getOrDefault(PRIMARY, List.of()));
            byName.forEach((name, parts) -> {
                if (!name.equals(PRIMARY)) {
                    all.add(parts);
                }
            });
            definitions.put(table, new TableDefinition(its, all, queries.getOrDefault(table, "")));
        });
        return definitions;
    }
}
