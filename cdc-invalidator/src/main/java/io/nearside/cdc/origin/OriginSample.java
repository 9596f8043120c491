package io.nearside.cdc.origin;

import com.github.shyiko.mysql.binlog.GtidSet;
import io.nearside.cdc.log.OriginPosition;
import org.jspecify.annotations.Nullable;

/**
 * What the origin said of itself at one moment: every change visible to queries when its clock showed
 * {@code originMicros} lies at or before {@code written} in its binlog, and which transactions were visible when it
 * answered.
 *
 * @param originMicros the origin's clock, read first
 * @param written a binlog position, read after the clock
 * @param executed MySQL: the transactions visible; absent on MariaDB, where all up to {@code written} are
 */
public record OriginSample(long originMicros, OriginPosition written, @Nullable GtidSet executed) {
    /** Whether queries see the transaction. On MySQL one without GTID is never said to be visible. */
    public boolean shows(String gtid, OriginPosition end) {
        return executed == null ? written.reached(end) : Gtids.contains(executed, gtid);
    }

    /** Whether queries see every transaction up to this position. */
    public boolean showsAllUpTo(OriginPosition position) {
        if (!written.server().equals(position.server())) {
            return false;
        }
        return executed == null ? written.reached(position) : new GtidSet(position.gtids()).isContainedWithin(executed);
    }
}
