package io.nearside.cdc.log;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row before or after a change: column name to value, in the table's column order.
 *
 * <p>Values are {@code null}, {@link Boolean}, {@link Long}, {@link Double}, {@link java.math.BigDecimal}, {@link String},
 * {@code byte[]} or {@link Omitted}. An omitted value was too large to carry or of a kind that is not carried: it may
 * be anything.
 */
public record RowImage(Map<String, @Nullable Object> values) {
    /** Stands for a value that the image does not carry. */
    public enum Omitted {
        OMITTED
    }

    public RowImage {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    public static Builder builder() {
        return new Builder();
    }

    /** A row image that grows column by column, in the table's order. One owner. */
    public static final class Builder {
        private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

        private Builder() {}

        public Builder set(String column, @Nullable Object value) {
            values.put(column, value);
            return this;
        }

        public RowImage build() {
            return new RowImage(values);
        }
    }
}
