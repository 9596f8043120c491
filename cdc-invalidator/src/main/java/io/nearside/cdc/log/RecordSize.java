package io.nearside.cdc.log;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** About how many bytes a record takes in a batch; a little too much rather than too little. */
final class RecordSize {
    private RecordSize() {}

    static int of(ChangeRecord record) {
        return 64 + 3 * (record.gtid().length() + record.cause().length()) + of(record.before()) + of(record.after());
    }

    private static int of(@Nullable RowImage image) {
        if (image == null) {
            return 0;
        }
        int size = 0;
        for (Object value : image.values().values()) {
            size += 4 + ofValue(value);
        }
        return size;
    }

    private static int ofValue(@Nullable Object value) {
        if (value instanceof String text) {
            return 3 * text.length();
        }
        if (value instanceof byte[] bytes) {
            return bytes.length;
        }
        return value instanceof BigDecimal number ? 8 + number.unscaledValue().bitLength() / 8 : 10;
    }
}
