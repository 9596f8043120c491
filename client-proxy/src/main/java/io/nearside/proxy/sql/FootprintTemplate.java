package io.nearside.proxy.sql;

import io.nearside.proxy.footprint.ColumnSet;
import io.nearside.proxy.footprint.Footprint;
import io.nearside.proxy.footprint.RowCondition;
import io.nearside.proxy.footprint.TableFootprint;
import io.nearside.proxy.footprint.TableName;
import java.util.List;

/**
 * The footprint of all statements of one shape, but for their values.
 *
 * @param tables one for each table reference
 * @param quiet whether conditions may narrow what the result depends on at all: not if a row outside of them could make the
 *     statement fail or warn
 * @param comparisons every comparison of a column with values in a WHERE or ON: all must be quiet too, for the values they have
 * @param catalogVersion the catalog's version for which it was made
 */
record FootprintTemplate(List<TableTemplate> tables, boolean quiet, List<Compared> comparisons, long catalogVersion) {

    /** One table reference. */
    record TableTemplate(TableName table, List<String> columns, ColumnSet used, ConditionTemplate condition) {
        TableFootprint bind(Bindings bindings, boolean narrow) {
            boolean view = columns.isEmpty();
            RowCondition bound = narrow || view ? condition.bind(bindings) : RowCondition.Fixed.ANY;
            return new TableFootprint(table, columns, used, bound);
        }
    }

    /** A comparison of a column of some type. */
    record Compared(ColumnType type, Operand operand) {
        boolean isQuiet(Bindings bindings) {
            return operand.in(bindings).stream()
                    .allMatch(literal -> LiteralReading.of(type, literal).quiet());
        }
    }

    Footprint bind(Bindings bindings) {
        boolean narrow = isQuiet(bindings);
        return new Footprint(
                tables.stream().map(table -> table.bind(bindings, narrow)).toList(), catalogVersion);
    }

    /** The same with the values in place. */
    FootprintTemplate bound(Bindings bindings) {
        List<TableTemplate> bound = bind(bindings).tables().stream()
                .map(table -> new TableTemplate(
                        table.table(), table.columns(), table.used(), new ConditionTemplate.Bound(table.condition())))
                .toList();
        return new FootprintTemplate(bound, isQuiet(bindings), List.of(), catalogVersion);
    }

    private boolean isQuiet(Bindings bindings) {
        return quiet && comparisons.stream().allMatch(compared -> compared.isQuiet(bindings));
    }
}
