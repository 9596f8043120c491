package io.nearside.node.store;

import io.nearside.node.validity.AsOf;
import io.nearside.node.validity.Stamp;
import io.nearside.node.validity.Validity;
import io.nearside.proxy.cache.Answer;
import io.nearside.proxy.footprint.TableFootprint;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A result as bytes, the form in which nodes share it: format, as-of (epoch, sequence, writer), what it depends on, the
 * answer.
 */
final class SharedForm {
    private static final byte FORMAT = 2;
    private static final int EPOCH_AT = 1;
    private static final int SEQUENCE_AT = EPOCH_AT + Long.BYTES;
    private static final int WRITER_AT = SEQUENCE_AT + Long.BYTES;
    private static final int TABLES_AT = WRITER_AT + Long.BYTES;

    private SharedForm() {}

    static byte[] encode(CachedResult result) {
        byte[] tables = FootprintForm.encode(result.stamp().tables());
        AsOf asOf = result.stamp().asOf();
        ByteBuffer out = ByteBuffer.allocate(
                TABLES_AT + Integer.BYTES + tables.length + result.answer().length());
        out.put(FORMAT).putLong(asOf.epoch()).putLong(asOf.sequence()).putLong(asOf.writer());
        out.putInt(tables.length).put(tables);
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
            int length = in.getInt();
            if (length < 0 || length > in.remaining()) {
                return null;
            }
            List<TableFootprint> tables = FootprintForm.decode(in.array(), in.position(), length);
            in.position(in.position() + length);
            byte[] packets = new byte[in.remaining()];
            in.get(packets);
            Stamp stamp = tables == null ? null : asOf.stamp(tables);
            return stamp == null ? null : new CachedResult(new Answer(packets), stamp);
        } catch (BufferUnderflowException e) {
            return null;
        }
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
