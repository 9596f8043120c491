package io.nearside.cdc.binlog;

import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDataDeserializer;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import java.io.IOException;

/**
 * Reads which table a number stands for in the row events that follow.
 *
 * <p>The client library's reader of this event goes on to the columns, and fails at some tables with a YEAR column of
 * MySQL 8.0; this one needs only the name and stops there.
 */
final class TableNames implements EventDataDeserializer<TableMapEventData> {
    @Override
    public TableMapEventData deserialize(ByteArrayInputStream in) throws IOException {
        TableMapEventData data = new TableMapEventData();
        data.setTableId(in.readLong(6));
        in.skip(3); // flags and the length of the schema's name
        data.setDatabase(QueryStatement.Deserializer.readZeroTerminated(in));
        in.skip(1); // length of the table's name
        data.setTable(QueryStatement.Deserializer.readZeroTerminated(in));
        return data;
    }
}
