package io.nearside.bench.attack;

import io.nearside.bench.attack.grammar.Read;
import io.nearside.bench.attack.grammar.Step;
import java.util.List;

/**
 * What led to a difference.
 *
 * @param schema statements that make the tables and their first rows
 * @param before what was changed before the statement was asked
 * @param after what was changed then
 * @param asksBetween whether the statement is asked after each change, or only after the last
 */
record Scenario(List<String> schema, List<Step> before, List<Step> after, Read read, boolean asksBetween) {
    Scenario {
        schema = List.copyOf(schema);
        before = List.copyOf(before);
        after = List.copyOf(after);
    }

    Scenario schema(List<String> other) {
        return new Scenario(other, before, after, read, asksBetween);
    }

    Scenario before(List<Step> other) {
        return new Scenario(schema, other, after, read, asksBetween);
    }

    Scenario after(List<Step> other) {
        return new Scenario(schema, before, other, read, asksBetween);
    }

    Scenario read(Read other) {
        return new Scenario(schema, before, after, other, asksBetween);
    }

    Scenario askingBetween() {
        return new Scenario(schema, before, after, read, true);
    }

    /** As SQL with comments. */
    String script() {
        StringBuilder text = new StringBuilder();
        schema.forEach(sql -> text.append(sql).append(";\n"));
        steps("before", before, text);
        text.append("-- through the node, twice, and then it is remembered:\n");
        read.profile().settings().forEach(sql -> text.append(sql).append(";\n"));
        text.append(read.script()).append(";\n");
        steps("after", after, text);
        text.append("-- the same statement again, through the node and at the origin")
                .append(asksBetween ? ", after each change" : "")
                .append('\n');
        return text.toString();
    }

    private static void steps(String when, List<Step> steps, StringBuilder text) {
        for (Step step : steps) {
            text.append("-- ").append(when).append(step.throughNode() ? ", through the node\n" : ", at the origin\n");
            step.statements().forEach(sql -> text.append(sql).append(";\n"));
        }
    }
}
