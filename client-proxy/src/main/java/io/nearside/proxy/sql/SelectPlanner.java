package io.nearside.proxy.sql;

import io.nearside.proxy.footprint.ColumnSet;
import io.nearside.proxy.footprint.RowCondition;
import io.nearside.proxy.footprint.TableName;
import io.nearside.proxy.sql.FootprintTemplate.Compared;
import io.nearside.proxy.sql.FootprintTemplate.TableTemplate;
import io.nearside.proxy.sql.TableScan.Reference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.sf.jsqlparser.schema.Table;
import org.jspecify.annotations.Nullable;

/**
 * Makes the plan of a SELECT from its shape. First the tokens alone must prove that the statement only reads; what is left of
 * it after that may at worst be uncacheable, and only then is the parser asked. A table-free or misunderstood statement is
 * never cacheable. Thread-safe.
 */
final class SelectPlanner {

    /** The server's schemas in which nobody can create anything. */
    private static final Set<String> READ_ONLY_SCHEMAS = Set.of("information_schema", "performance_schema");

    /** How deep views may nest. */
    private static final int MOST_VIEWS = 8;

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
        @Nullable FootprintTemplate footprint = new Query(shape, schema, dialect, version, 0).footprint(findings);
        return footprint == null ? findings.denied() : StatementPlan.cacheable(footprint);
    }

    /** One SELECT, or the one that a view stands for. */
    private final class Query {
        private final String shape;
        private final @Nullable String schema;
        private final SqlDialect dialect;
        private final long version;
        private final int depth;
        private final List<TableTemplate> viewed = new ArrayList<>();
        private final Set<TableName> views = new HashSet<>();
        private boolean quiet = true;

        Query(String shape, @Nullable String schema, SqlDialect dialect, long version, int depth) {
            this.shape = shape;
            this.schema = schema;
            this.dialect = dialect;
            this.version = version;
            this.depth = depth;
        }

        /** What the result depends on, or null when the findings say why it is not cached. */
        @Nullable
        FootprintTemplate footprint(Findings findings) {
            TokenReview.ofRead(Lexer.ofShape(shape), dialect, findings);
            TableScan.Result scan = TableScan.of(Lexer.ofShape(shape));
            if (!scan.understood()) {
                findings.opaque(DenyReason.UNKNOWN_CONSTRUCT);
            }
            Set<TableName> tables = resolve(scan, findings);
            if (catalog.version() != version || !catalog.ready()) {
                findings.opaque(DenyReason.CATALOG_UNAVAILABLE);
            }
            if (findings.isClean() && tables.isEmpty()) {
                findings.deny(DenyReason.NO_TABLE);
            }
            @Nullable FootprintTemplate footprint = findings.isClean() ? understand(scan, tables, findings) : null;
            return findings.isClean() ? footprint : null;
        }

        // ---- names

        private Set<TableName> resolve(TableScan.Result scan, Findings findings) {
            Set<TableName> tables = new HashSet<>();
            for (Reference reference : scan.tables()) {
                boolean common = isCommon(reference, scan.commonTables());
                @Nullable TableName table = name(reference);
                if (table != null) {
                    resolve(table, common, tables, findings);
                } else if (!common) {
                    findings.opaque(DenyReason.NO_SCHEMA);
                }
            }
            return tables;
        }

        private static boolean isCommon(Reference reference, List<String> commonTables) {
            return reference.schema() == null
                    && commonTables.stream().anyMatch(name -> name.equalsIgnoreCase(reference.table()));
        }

        private @Nullable TableName name(Reference reference) {
            @Nullable String where = reference.schema() == null ? schema : reference.schema();
            return where == null ? null : catalog.normalize(where, reference.table());
        }

        private void resolve(TableName table, boolean common, Set<TableName> tables, Findings findings) {
            if (table.isSystem() && !common) {
                boolean readOnly = READ_ONLY_SCHEMAS.contains(table.schema().toLowerCase(Locale.ROOT));
                if (readOnly) {
                    findings.deny(DenyReason.SYSTEM_SCHEMA);
                } else {
                    findings.opaque(DenyReason.SYSTEM_SCHEMA);
                }
                return;
            }
            TableKind kind = catalog.kindOf(table);
            if (common && (kind == TableKind.BASE_TABLE || kind == TableKind.VIEW)) {
                // which of the two is meant depends on where the name stands
                findings.deny(DenyReason.SHADOWED_TABLE);
            }
            switch (kind) {
                case BASE_TABLE -> {
                    tables.add(table);
                    if (!isDeterministic(catalog.definitionOf(table))) {
                        findings.deny(DenyReason.TABLE_KIND);
                    }
                }
                case VIEW -> {
                    tables.add(table);
                    view(table, findings);
                }
                case OTHER -> findings.deny(DenyReason.TABLE_KIND);
                case MISSING -> {
                    if (!common) {
                        // may be a new view
                        findings.opaque(DenyReason.MISSING_TABLE);
                    }
                }
            }
        }

        /** Whether all columns that are computed when they are read always have the same value. */
        private boolean isDeterministic(TableDefinition definition) {
            Findings findings = new Findings();
            definition.columns().stream()
                    .filter(ColumnDefinition::isGenerated)
                    .forEach(column ->
                            TokenReview.ofRead(new Lexer(column.generation(), viewDialect()), viewDialect(), findings));
            return findings.isClean();
        }

        // ---- views

        private void view(TableName view, Findings findings) {
            if (!views.add(view)) {
                return;
            }
            @Nullable FootprintTemplate inner = depth < MOST_VIEWS ? inner(view) : null;
            if (inner == null) {
                // it may call a stored function that writes
                findings.opaque(DenyReason.VIEW);
                return;
            }
            viewed.add(new TableTemplate(
                    view, List.of(), ColumnSet.of(List.of()), new ConditionTemplate.Bound(RowCondition.Fixed.NONE)));
            viewed.addAll(inner.tables());
            quiet &= inner.quiet();
        }

        /** The footprint of a view's own query, with its own literals in place; null if it is not understood. */
        private @Nullable FootprintTemplate inner(TableName view) {
            String query = catalog.definitionOf(view).query();
            if (query.isEmpty() || query.indexOf('\\') >= 0) {
                return null;
            }
            Shape shaped = Shape.of(query, viewDialect());
            if (shaped.problem() != DenyReason.NONE || shaped.reservation() != DenyReason.NONE) {
                return null;
            }
            Query inside = new Query(shaped.text(), view.schema(), viewDialect(), version, depth + 1);
            @Nullable FootprintTemplate template = inside.footprint(new Findings());
            return template == null ? null : template.bound(new Bindings(shaped.literals(), List.of()));
        }

        /** The servers keep views in their own words, whatever the modes under which they were made. */
        private SqlDialect viewDialect() {
            return new SqlDialect(dialect.server(), false, false, false, false, false, false);
        }

        // ---- the tree

        private @Nullable FootprintTemplate understand(
                TableScan.Result scan, Set<TableName> tables, Findings findings) {
            @Nullable ParsedSelect parsed = ParsedSelect.of(shape);
            if (parsed == null) {
                findings.deny(DenyReason.UNPARSED);
                return null;
            }
            @Nullable SelectTree tree = parsed.agreeingWith(scan);
            if (tree == null) {
                findings.deny(DenyReason.UNKNOWN_CONSTRUCT);
                return null;
            }
            Set<String> words = words();
            if (TimeColumns.mayMeetDate(
                    shape,
                    words,
                    tree,
                    tables.stream().map(catalog::definitionOf).toList())) {
                findings.deny(DenyReason.TIME_COLUMN);
                return null;
            }
            return template(tree, words, scan.commonTables());
        }

        private FootprintTemplate template(SelectTree tree, Set<String> words, List<String> commonTables) {
            Narrowing.Result narrowed =
                    Narrowing.of(tree, table -> baseOrView(table, commonTables), catalog::definitionOf);
            @Nullable List<Compared> comparisons = narrowed.comparisons();
            UsedColumns used = new UsedColumns(words, tree);
            List<TableTemplate> templates = new ArrayList<>();
            for (Table reference : tree.tables()) {
                @Nullable TableName table = baseOrView(reference, commonTables);
                if (table != null && catalog.kindOf(table) == TableKind.BASE_TABLE) {
                    TableDefinition definition = catalog.definitionOf(table);
                    templates.add(new TableTemplate(
                            table,
                            definition.columnNames(),
                            used.of(reference, definition),
                            narrowed.conditions().getOrDefault(reference, ConditionTemplate.Fixed.ANY)));
                }
            }
            templates.addAll(viewed);
            return new FootprintTemplate(
                    templates, quiet && comparisons != null, comparisons == null ? List.of() : comparisons, version);
        }

        private @Nullable TableName baseOrView(Table table, List<String> commonTables) {
            Reference reference = SelectTree.reference(table);
            return isCommon(reference, commonTables) ? null : name(reference);
        }

        private Set<String> words() {
            Set<String> words = new HashSet<>();
            Lexer lexer = Lexer.ofShape(shape);
            while (lexer.advance() != Lexer.Kind.END) {
                if (lexer.kind() == Lexer.Kind.WORD || lexer.kind() == Lexer.Kind.QUOTED) {
                    words.add(lexer.name().toLowerCase(Locale.ROOT));
                }
            }
            return words;
        }
    }
}
