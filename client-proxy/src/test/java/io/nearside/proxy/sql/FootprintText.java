package io.nearside.proxy.sql;

import io.nearside.proxy.footprint.Footprint;
import io.nearside.proxy.footprint.RowCondition;
import io.nearside.proxy.footprint.TableFootprint;
import java.util.List;
import java.util.stream.Collectors;

/** Footprints as tests write them: {@code t[a b]: a in {1, 2} and b >= 3}. */
final class FootprintText {
    private FootprintText() {}

    static String of(Footprint footprint) {
        return footprint.tables().stream().map(FootprintText::of).sorted().collect(Collectors.joining("; "));
    }

    static String conditions(Footprint footprint) {
        return footprint.tables().stream()
                .map(table -> table.table().table() + ": " + of(table.condition(), table.columns()))
                .sorted()
                .collect(Collectors.joining("; "));
    }

    private static String of(TableFootprint table) {
        String used = table.used().isAll()
                ? "*"
                : table.used().positions().mapToObj(table.columns()::get).collect(Collectors.joining(" "));
        return table.table().table() + "[" + used + "]: " + of(table.condition(), table.columns());
    }

    private static String of(RowCondition condition, List<String> columns) {
        if (condition instanceof RowCondition.Fixed fixed) {
            return fixed == RowCondition.Fixed.ANY ? "any" : "none";
        }
        if (condition instanceof RowCondition.AllOf all) {
            return joined(all.parts(), " and ", columns);
        }
        if (condition instanceof RowCondition.AnyOf any) {
            return joined(any.parts(), " or ", columns);
        }
        if (condition instanceof RowCondition.OneOf one) {
            String keys = one.keys().stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
            return columns.get(one.column()) + " in {" + keys + "}" + (one.orNull() ? " or null" : "");
        }
        if (condition instanceof RowCondition.Within within) {
            return (within.low() == null ? "" : within.low() + " <= ")
                    + columns.get(within.column())
                    + (within.high() == null ? "" : " <= " + within.high());
        }
        if (condition instanceof RowCondition.StartsWith starts) {
            return columns.get(starts.column()) + " like " + starts.prefix() + "%";
        }
        RowCondition.NullTest test = (RowCondition.NullTest) condition;
        return columns.get(test.column()) + (test.isNull() ? " null" : " not null");
    }

    private static String joined(List<RowCondition> parts, String word, List<String> columns) {
        return parts.stream().map(part -> of(part, columns)).collect(Collectors.joining(word, "(", ")"));
    }
}
