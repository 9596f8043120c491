package io.nearside.cdc.binlog;

import com.github.shyiko.mysql.binlog.event.EventData;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDataDeserializer;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import java.io.IOException;

/** All that the sentinel reads of a row event: the number of its table. */
record RowsHeader(long tableId) implements EventData {
    static final class Deserializer implements EventDataDeserializer<RowsHeader> {
        @Override
        public RowsHeader deserialize(ByteArrayInputStream in) throws IOException {
            return new RowsHeader(in.readLong(6));
        }
    }
}
