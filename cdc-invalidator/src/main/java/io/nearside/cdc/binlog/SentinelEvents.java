package io.nearside.cdc.binlog;

import com.github.shyiko.mysql.binlog.event.EventType;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.NullEventDataDeserializer;
import java.util.List;

/** How the sentinel reads binlog events: names of tables, statements and GTIDs, and nothing of what rows hold. */
final class SentinelEvents extends EventDeserializer {
    private static final List<EventType> ROWS = List.of(
            EventType.WRITE_ROWS,
            EventType.UPDATE_ROWS,
            EventType.DELETE_ROWS,
            EventType.EXT_WRITE_ROWS,
            EventType.EXT_UPDATE_ROWS,
            EventType.EXT_DELETE_ROWS,
            EventType.PARTIAL_UPDATE_ROWS_EVENT);

    SentinelEvents() {
        ROWS.forEach(type -> setEventDataDeserializer(type, new RowsHeader.Deserializer()));
        TableNames names = new TableNames();
        // Wrapped, or the library wraps it with its own reader in front.
        setEventDataDeserializer(EventType.TABLE_MAP, new EventDataWrapper.Deserializer(names, names));
        setEventDataDeserializer(EventType.QUERY, new QueryStatement.Deserializer());
        setEventDataDeserializer(EventType.ROWS_QUERY, new NullEventDataDeserializer());
        setEventDataDeserializer(EventType.ANNOTATE_ROWS, new NullEventDataDeserializer());
        setEventDataDeserializer(EventType.XA_PREPARE, new NullEventDataDeserializer());
        setEventDataDeserializer(EventType.PREVIOUS_GTIDS, new NullEventDataDeserializer());
        setEventDataDeserializer(EventType.TRANSACTION_PAYLOAD, new CompressedTransaction());
    }
}
