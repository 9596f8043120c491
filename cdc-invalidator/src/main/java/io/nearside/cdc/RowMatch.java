package io.nearside.cdc;

import io.nearside.cdc.binlog.RowEvent;
import io.nearside.cdc.log.ChangeKind;
import io.nearside.cdc.rows.RowChange;
import java.util.List;

/**
 * Lays the rows of a transaction over its row events: two readers of one binlog, of which one saw the events and not the
 * rows, the other the rows and not the events. They match when the rows, in their order, are those of the events, in
 * theirs, with none left over on either side. (Binlog offsets would be simpler, but MariaDB does not write them into
 * the events of a transaction.)
 */
final class RowMatch {
    private final List<RowChange> rows;
    private int at;

    private RowMatch(List<RowChange> rows) {
        this.rows = rows;
    }

    static boolean matches(List<RowEvent> events, List<RowChange> rows) {
        RowMatch match = new RowMatch(rows);
        return events.stream().allMatch(match::take) && match.at == rows.size();
    }

    /** Takes the rows of one event: numbered from 0 without a gap, and at least one. */
    private boolean take(RowEvent event) {
        int number = 0;
        while (takeRow(event, number)) {
            number++;
        }
        return number > 0;
    }

    private boolean takeRow(RowEvent event, int number) {
        return switch (event.kind()) {
            case INSERT -> takeOne(event, number, ChangeKind.INSERT);
            case DELETE -> takeOne(event, number, ChangeKind.DELETE);
            case UPDATE -> takeOne(event, number, ChangeKind.UPDATE) || takeMoved(event, number);
        };
    }

    /** A changed primary key. */
    private boolean takeMoved(RowEvent event, int number) {
        return takeOne(event, number, ChangeKind.DELETE) && takeOne(event, number, ChangeKind.INSERT);
    }

    private boolean takeOne(RowEvent event, int number, ChangeKind kind) {
        if (at == rows.size()) {
            return false;
        }
        RowChange row = rows.get(at);
        boolean fits =
                row.number() == number && row.kind() == kind && row.table().equals(event.table());
        at += fits ? 1 : 0;
        return fits;
    }
}
