package io.nearside.cdc.log;

import io.nearside.cdc.log.RowImage.Omitted;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A log batch as bytes: what one item of the ring is, and what travels between regions. A version byte comes first, so
 * that another version is refused and not misread. Whatever the bytes, decoding gives a batch or a
 * {@link MalformedBatchException}, and takes memory in proportion to their number.
 *
 * <p>Stateless; safe for use by many threads.
 */
public final class LogBatchCodec {
    static final byte VERSION = 1;

    private static final int HAS_WATERMARK = 1;
    private static final int HAS_BEFORE = 1;
    private static final int HAS_AFTER = 2;

    private LogBatchCodec() {}

    public static byte[] encode(LogBatch batch) {
        BatchWriter out = new BatchWriter();
        out.writeByte(VERSION);
        Watermark watermark = batch.watermark();
        out.writeByte(watermark == null ? 0 : HAS_WATERMARK);
        out.writeLong(batch.epoch());
        out.writeLong(batch.term());
        out.writeFixedLong(batch.writer());
        out.writeLong(batch.first());
        writePosition(out, batch.before());
        writePosition(out, batch.after());
        if (watermark != null) {
            out.writeLong(watermark.originMicros());
            out.writeLong(watermark.settled());
        }
        out.writeCount(batch.records().size());
        batch.records().forEach(record -> writeRecord(out, record));
        return out.toBytes();
    }

    /** Reads what {@link #encode} wrote; all of the bytes must belong to it. */
    public static LogBatch decode(byte[] bytes) {
        BatchReader in = new BatchReader(bytes);
        byte version = in.readByte();
        if (version != VERSION) {
            throw new MalformedBatchException("log batch of version " + version + ", this build reads " + VERSION);
        }
        int flags = in.readByte();
        if ((flags & ~HAS_WATERMARK) != 0) {
            throw new MalformedBatchException("unknown flags " + flags);
        }
        long epoch = in.readLong();
        int term = in.readInt();
        long writer = in.readFixedLong();
        long first = in.readLong();
        OriginPosition before = readPosition(in);
        OriginPosition after = readPosition(in);
        Watermark watermark = flags == 0 ? null : new Watermark(in.readLong(), in.readLong());
        int count = in.readCount();
        List<ChangeRecord> records = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            records.add(readRecord(in));
        }
        in.expectEnd();
        return new LogBatch(epoch, term, writer, first, before, after, records, watermark);
    }

    private static void writePosition(BatchWriter out, OriginPosition position) {
        out.writeName(position.server());
        out.writeName(position.file());
        out.writeLong(position.offset());
        out.writeName(position.gtids());
    }

    private static OriginPosition readPosition(BatchReader in) {
        return new OriginPosition(in.readName(), in.readName(), in.readLong(), in.readName());
    }

    private static void writeRecord(BatchWriter out, ChangeRecord record) {
        out.writeByte(code(record.kind()));
        RowImage before = record.before();
        RowImage after = record.after();
        out.writeByte((before == null ? 0 : HAS_BEFORE) | (after == null ? 0 : HAS_AFTER));
        ChangedTable table = record.table();
        if (table != null) {
            out.writeName(table.schema());
            out.writeName(table.table());
        }
        out.writeName(record.gtid());
        out.writeName(record.cause());
        if (before != null) {
            writeImage(out, before);
        }
        if (after != null) {
            writeImage(out, after);
        }
    }

    private static ChangeRecord readRecord(BatchReader in) {
        ChangeKind kind = kind(in.readByte());
        int images = in.readByte();
        if ((images & ~(HAS_BEFORE | HAS_AFTER)) != 0) {
            throw new MalformedBatchException("unknown image flags " + images);
        }
        ChangedTable table = kind == ChangeKind.EVERYTHING ? null : new ChangedTable(in.readName(), in.readName());
        String gtid = in.readName();
        String cause = in.readName();
        RowImage before = (images & HAS_BEFORE) == 0 ? null : readImage(in);
        RowImage after = (images & HAS_AFTER) == 0 ? null : readImage(in);
        return new ChangeRecord(kind, table, before, after, gtid, cause);
    }

    private static void writeImage(BatchWriter out, RowImage image) {
        out.writeCount(image.values().size());
        image.values().forEach((column, value) -> {
            out.writeName(column);
            writeValue(out, value);
        });
    }

    private static RowImage readImage(BatchReader in) {
        int count = in.readCount();
        RowImage.Builder image = RowImage.builder();
        for (int i = 0; i < count; i++) {
            String column = in.readName();
            image.set(column, readValue(in));
        }
        return image.build();
    }

    private static void writeValue(BatchWriter out, @Nullable Object value) {
        if (value == null) {
            out.writeByte(0);
        } else if (value instanceof Boolean flag) {
            out.writeByte(flag ? 2 : 1);
        } else if (value instanceof Long number) {
            out.writeByte(3);
            out.writeLong(number);
        } else if (value instanceof Double number) {
            out.writeByte(4);
            out.writeFixedLong(Double.doubleToRawLongBits(number));
        } else if (value instanceof BigDecimal number) {
            out.writeByte(5);
            out.writeLong(number.scale());
            out.writeBytes(number.unscaledValue().toByteArray());
        } else if (value instanceof String text) {
            out.writeByte(6);
            out.writeText(text);
        } else if (value instanceof byte[] bytes) {
            out.writeByte(7);
            out.writeBytes(bytes);
        } else if (value == Omitted.OMITTED) {
            out.writeByte(8);
        } else {
            throw new IllegalArgumentException("no row image holds a " + value.getClass());
        }
    }

    private static @Nullable Object readValue(BatchReader in) {
        int tag = in.readByte();
        return switch (tag) {
            case 0 -> null;
            case 1 -> false;
            case 2 -> true;
            case 3 -> in.readLong();
            case 4 -> Double.longBitsToDouble(in.readFixedLong());
            case 5 -> readDecimal(in);
            case 6 -> in.readText();
            case 7 -> in.readBytes();
            case 8 -> Omitted.OMITTED;
            default -> throw new MalformedBatchException("unknown kind of value " + tag);
        };
    }

    private static BigDecimal readDecimal(BatchReader in) {
        int scale = in.readInt();
        byte[] unscaled = in.readBytes();
        if (unscaled.length == 0) {
            throw new MalformedBatchException("a decimal without digits");
        }
        return new BigDecimal(new BigInteger(unscaled), scale);
    }

    /** Codes are for ever; a constant that moves in the enum keeps its own. */
    private static int code(ChangeKind kind) {
        return switch (kind) {
            case INSERT -> 1;
            case UPDATE -> 2;
            case DELETE -> 3;
            case ROWS_UNKNOWN -> 4;
            case TRUNCATE -> 5;
            case SCHEMA -> 6;
            case EVERYTHING -> 7;
        };
    }

    private static ChangeKind kind(int code) {
        return switch (code) {
            case 1 -> ChangeKind.INSERT;
            case 2 -> ChangeKind.UPDATE;
            case 3 -> ChangeKind.DELETE;
            case 4 -> ChangeKind.ROWS_UNKNOWN;
            case 5 -> ChangeKind.TRUNCATE;
            case 6 -> ChangeKind.SCHEMA;
            case 7 -> ChangeKind.EVERYTHING;
            default -> throw new MalformedBatchException("unknown kind of change " + code);
        };
    }
}
