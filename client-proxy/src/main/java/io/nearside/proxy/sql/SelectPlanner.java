package io.nearside.proxy.sql;

import io.nearside.proxy.sql.TableScan.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the plan of a SELECT from its shape. First the tokens alone must prove that the statement only reads; what is left of
 * it after that may at worst be uncacheable, and only then is the parser asked. A table-free or misunderstood statement is
 * never cacheable. Thread-safe.
 */
final class SelectPlanner {

    /** The server's schemas in which nobody can create anything. */
    private static final Set<String> READ_ONLY_SCHEMAS = Set.of("information_schema", "performance_schema");

    private final Catalog catalog;

    SelectPlanner(Catalog catalog) {
        this.catalog = catalog;
    }

    /**
     * The plan.
     *
     * @param shape the shape's text
     * @param version the catalog's version for which the plan is made
     */
    StatementPlan plan(String shape, @Nullable String schema, SqlDialect dialect, long version) {
        Findings findings = new Findings();
        TokenReview.ofRead(Lexer.ofShape(shape), dialect, findings);
        TableScan.Result scan = TableScan.of(Lexer.ofShape(shape));
        if (!scan.understood()) {
            findings.opaque(DenyReason.UNKNOWN_CONSTRUCT);
        }
        List<TableFootprint> tables = resolve(scan, schema, findings);
        if (catalog.version() != version || !catalog.ready()) {
            findings.opaque(DenyReason.CATALOG_UNAVAILABLE);
        }
        if (findings.isClean() && tables.isEmpty()) {
            findings.deny(DenyReason.NO_TABLE);
        }
        if (findings.isClean()) {
            understand(shape, scan, findings);
        }
        return findings.isClean() ? StatementPlan.cacheable(new Footprint(tables, version)) : findings.denied();
    }

    private static void understand(String shape, TableScan.Result scan, Findings findings) {
        @Nullable ParsedSelect parsed = ParsedSelect.of(shape);
        if (parsed == null) {
            findings.deny(DenyReason.UNPARSED);
        } else if (!parsed.agreesWith(scan)) {
            findings.deny(DenyReason.UNKNOWN_CONSTRUCT);
        }
    }

    private List<TableFootprint> resolve(TableScan.Result scan, @Nullable String schema, Findings findings) {
        List<TableFootprint> tables = new ArrayList<>();
        for (Reference reference : scan.tables()) {
            boolean common = reference.schema() == null
                    && scan.commonTables().stream().anyMatch(name -> name.equalsIgnoreCase(reference.table()));
            @Nullable String where = reference.schema() == null ? schema : reference.schema();
            if (where != null) {
                TableName table = catalog.normalize(where, reference.table());
                resolve(table, common, tables, findings);
            } else if (!common) {
                findings.opaque(DenyReason.NO_SCHEMA);
            }
        }
        return tables;
    }

    private void resolve(TableName table, boolean common, List<TableFootprint> tables, Findings findings) {
        if (table.isSystem() && !common) {
            boolean readOnly = READ_ONLY_SCHEMAS.contains(table.schema().toLowerCase(Locale.ROOT));
            if (readOnly) {
                findings.deny(DenyReason.SYSTEM_SCHEMA);
            } else {
                findings.opaque(DenyReason.SYSTEM_SCHEMA);
            }
            return;
        }
        switch (catalog.kindOf(table)) {
            case BASE_TABLE -> {
                tables.add(new TableFootprint(table));
                if (common) {
                    // which of the two is meant depends on where the name stands
                    findings.deny(DenyReason.SHADOWED_TABLE);
                }
            }
            // a view may call a stored function that writes
            case VIEW -> findings.opaque(DenyReason.VIEW);
            case OTHER -> findings.deny(DenyReason.TABLE_KIND);
            case MISSING -> {
                if (!common) {
                    // may be a new view
                    findings.opaque(DenyReason.MISSING_TABLE);
                }
            }
        }
    }
}
