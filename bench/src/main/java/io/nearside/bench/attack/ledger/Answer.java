package io.nearside.bench.attack.ledger;

import java.util.ArrayList;
import java.util.List;

/**
 * What a statement was answered with: columns and rows as the server sent them, or an error.
 *
 * @param head the error, or the columns with their types
 * @param rows each one text; sorted unless their order means something
 */
public record Answer(String head, boolean failed, List<String> rows) {
    private static final int SHOWN = 4;

    public Answer {
        rows = List.copyOf(rows);
    }

    public static Answer rows(String head, List<String> rows, boolean ordered) {
        return new Answer(head, false, ordered ? rows : rows.stream().sorted().toList());
    }

    public static Answer error(int code, String state) {
        return new Answer("error " + code + " (" + state + ")", true, List.of());
    }

    /** What tells this answer from another, in a few lines. */
    public String against(Answer other) {
        StringBuilder text = new StringBuilder();
        if (!head.equals(other.head)) {
            text.append("  columns: ").append(head).append('\n');
        }
        text.append("  ").append(rows.size()).append(" rows");
        List<String> own = new ArrayList<>(rows);
        other.rows.forEach(own::remove);
        own.stream().limit(SHOWN).forEach(row -> text.append("\n  only here: ").append(row));
        return text.toString();
    }
}
