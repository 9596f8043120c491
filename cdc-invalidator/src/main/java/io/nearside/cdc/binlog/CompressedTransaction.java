package io.nearside.cdc.binlog;

import com.github.luben.zstd.ZstdInputStream;
import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.TransactionPayloadEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.TransactionPayloadEventDataDeserializer;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads MySQL's compressed transactions as the sentinel reads others: without decoding rows or columns. */
final class CompressedTransaction extends TransactionPayloadEventDataDeserializer {
    private static final int COMPRESSION_ZSTD = 0;

    @Override
    public TransactionPayloadEventData deserialize(ByteArrayInputStream in) throws IOException {
        TransactionPayloadEventData data = new TransactionPayloadEventData();
        int compression = COMPRESSION_ZSTD;
        int size = -1;
        for (int field = in.readPackedInteger(); field != OTW_PAYLOAD_HEADER_END_MARK; field = in.readPackedInteger()) {
            int length = in.readPackedInteger();
            switch (field) {
                case OTW_PAYLOAD_SIZE_FIELD -> size = in.readPackedInteger();
                case OTW_PAYLOAD_COMPRESSION_TYPE_FIELD -> compression = in.readPackedInteger();
                default -> in.read(length);
            }
        }
        byte[] payload = in.read(size < 0 ? in.available() : size);
        data.setUncompressedEvents(new ArrayList<>(events(payload, compression == COMPRESSION_ZSTD)));
        return data;
    }

    private static List<Event> events(byte[] payload, boolean compressed) throws IOException {
        java.io.InputStream bytes = new java.io.ByteArrayInputStream(payload);
        List<Event> events = new ArrayList<>();
        try (ByteArrayInputStream in = new ByteArrayInputStream(compressed ? new ZstdInputStream(bytes) : bytes)) {
            SentinelEvents deserializer = new SentinelEvents();
            for (Event event = deserializer.nextEvent(in); event != null; event = deserializer.nextEvent(in)) {
                events.add(event);
            }
        }
        return events;
    }
}
