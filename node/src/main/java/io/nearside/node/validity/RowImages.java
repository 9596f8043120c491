package io.nearside.node.validity;

import io.nearside.cdc.log.ChangeRecord;
import io.nearside.cdc.log.RowImage;
import io.nearside.proxy.footprint.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The row images of change records, as footprints look at them. */
final class RowImages {
    private static final int ROW_OVERHEAD = 64;
    private static final int VALUE_OVERHEAD = 32;

    private RowImages() {}

    /** Whether the images say all there is to know of the change. */
    static boolean tellAll(ChangeRecord change) {
        return switch (change.kind()) {
            case INSERT -> change.before() == null && change.after() != null;
            case UPDATE -> change.before() != null && change.after() != null;
            case DELETE -> change.before() != null && change.after() == null;
            case ROWS_UNKNOWN, TRUNCATE, SCHEMA, EVERYTHING -> false;
        };
    }

    static @Nullable Row row(@Nullable RowImage image) {
        if (image == null) {
            return null;
        }
        Object[] values = image.values().values().stream()
                .map(value -> value == RowImage.Omitted.OMITTED ? Row.UNKNOWN : value)
                .toArray();
        return new Row(List.copyOf(image.values().keySet()), values);
    }

    /** About how many bytes the images take in memory. */
    static int weight(ChangeRecord change) {
        return weight(change.before()) + weight(change.after());
    }

    private static int weight(@Nullable RowImage image) {
        int weight = ROW_OVERHEAD;
        if (image != null) {
            for (Object value : image.values().values()) {
                weight += VALUE_OVERHEAD;
                if (value instanceof String text) {
                    weight += 2 * text.length();
                } else if (value instanceof byte[] bytes) {
                    weight += bytes.length;
                }
            }
        }
        return weight;
    }
}
