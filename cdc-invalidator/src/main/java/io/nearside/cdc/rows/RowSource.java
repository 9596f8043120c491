package io.nearside.cdc.rows;

import io.nearside.cdc.log.OriginPosition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where row images come from. Thread-safe. */
public interface RowSource extends AutoCloseable {
    /** Brings nothing. */
    RowSource NONE = new RowSource() {
        @Override
        public @Nullable List<RowChange> await(String gtid, long start, OriginPosition end, long seenNanos) {
            return null;
        }

        @Override
        public void distrust(String reason) {}

        @Override
        public void schemaChanged(OriginPosition from, OriginPosition to) {}

        @Override
        public boolean isUp() {
            return false;
        }

        @Override
        public void close() {}
    };

    /**
     * All rows of a transaction, waiting for them if it makes sense to. Each transaction may be asked for once, in
     * binlog order.
     *
     * @param start the offset where it begins
     * @param end the place after the transaction, in the same file
     * @param seenNanos when ({@link System#nanoTime}) the sentinel saw it: the wait counts from then
     * @return null when they are not to be had
     */
    @Nullable
    List<RowChange> await(String gtid, long start, OriginPosition end, long seenNanos) throws InterruptedException;

    /** What rows look like may have changed in a way that the images do not follow: none is to be had until that is known again. */
    void distrust(String reason);

    /**
     * What may be a schema statement was read, one that is commonly understood, in a transaction from {@code from} to {@code to}; the
     * images that follow it are asked for after this call.
     */
    void schemaChanged(OriginPosition from, OriginPosition to);

    /** Whether images are coming. */
    boolean isUp();

    @Override
    void close();
}
