package io.nearside.node.store;

import io.nearside.node.validity.AsOf;
import io.nearside.node.validity.Stamp;
import io.nearside.node.validity.Validity;
import io.nearside.proxy.cache.Answer;
import io.nearside.proxy.sql.TableName;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A result as bytes, the form in which nodes share it: format, as-of (epoch, sequence, writer), the tables it depends on,
 * the answer.
 */
final class SharedForm {
    private static final byte FORMAT = 1;
    private static final int EPOCH_AT = 1;
    private static final int SEQUENCE_AT = EPOCH_AT + Long.BYTES;
    private static final int WRITER_AT = SEQUENCE_AT + Long.BYTES;
    private static final int TABLES_AT = WRITER_AT + Long.BYTES;

    private SharedForm() {}

    static byte[] encode(CachedResult result) {
        List<TableName> tables = result.stamp().tables();
        List<byte[]> names = new ArrayList<>(2 * tables.size());
        int namesLength = 0;
        for (TableName table : tables) {
            for (String name : List.of(table.schema(), table.table())) {
                byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
                names.add(bytes);
                namesLength += Short.BYTES + bytes.length;
            }
        }
        AsOf asOf = result.stamp().asOf();
        ByteBuffer out = ByteBuffer.allocate(
                TABLES_AT + Short.BYTES + namesLength + result.answer().length());
        out.put(FORMAT).putLong(asOf.epoch()).putLong(asOf.sequence()).putLong(asOf.writer());
        out.putShort((short) tables.size());
        for (byte[] name : names) {
            out.putShort((short) name.length).put(name);
        }
        out.put(result.answer().packets());
        return out.array();
    }

    /** The result, if its bytes make sense and its as-of is part of what this node has seen; null otherwise. */
    static @Nullable CachedResult decode(byte[] shared, Validity validity) {
        try {
            ByteBuffer in = ByteBuffer.wrap(shared);
            if (in.get() != FORMAT) {
                return null;
            }
            AsOf asOf = validity.recognize(in.getLong(), in.getLong(), in.getLong());
            if (asOf == null) {
                return null;
            }
            int count = Short.toUnsignedInt(in.getShort());
            List<TableName> tables = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                tables.add(new TableName(name(in), name(in)));
            }
            byte[] packets = new byte[in.remaining()];
            in.get(packets);
            Stamp stamp = asOf.stamp(tables);
            return stamp == null ? null : new CachedResult(new Answer(packets), stamp);
        } catch (BufferUnderflowException e) {
            return null;
        }
    }

    private static String name(ByteBuffer in) {
        byte[] bytes = new byte[Short.toUnsignedInt(in.getShort())];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Whether the first is as of a later place than the second; what is of another format counts as oldest. */
    static boolean isNewer(byte[] first, byte[] second) {
        if (!isOurs(first) || !isOurs(second)) {
            return isOurs(first);
        }
        ByteBuffer left = ByteBuffer.wrap(first);
        ByteBuffer right = ByteBuffer.wrap(second);
        int byEpoch = Long.compare(left.getLong(EPOCH_AT), right.getLong(EPOCH_AT));
        return byEpoch > 0 || (byEpoch == 0 && left.getLong(SEQUENCE_AT) > right.getLong(SEQUENCE_AT));
    }

    private static boolean isOurs(byte[] shared) {
        return shared.length >= TABLES_AT && shared[0] == FORMAT;
    }
}
