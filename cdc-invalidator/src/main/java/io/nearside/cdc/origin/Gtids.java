package io.nearside.cdc.origin;

import com.github.shyiko.mysql.binlog.GtidSet;
import com.github.shyiko.mysql.binlog.GtidSet.Interval;
import com.github.shyiko.mysql.binlog.GtidSet.UUIDSet;
import java.util.HashMap;
import java.util.Map;

/** Questions about sets of GTIDs that the binlog client does not answer. */
public final class Gtids {
    private Gtids() {}

    /** Whether the MySQL set holds this one, {@code UUID:NUMBER}. */
    public static boolean contains(GtidSet set, String gtid) {
        int colon = gtid.lastIndexOf(':');
        if (colon < 0) {
            return false;
        }
        UUIDSet numbers = set.getUUIDSet(gtid.substring(0, colon));
        if (numbers == null) {
            return false;
        }
        long number = Long.parseLong(gtid.substring(colon + 1));
        for (Interval interval : numbers.getIntervals()) {
            if (interval.getStart() <= number && number <= interval.getEnd()) {
                return true;
            }
        }
        return false;
    }

    /** MariaDB: whether {@code position} has come at least as far as {@code other} in each of its domains. */
    public static boolean reached(String position, String other) {
        Map<String, Long> reached = sequences(position);
        return sequences(other).entrySet().stream()
                .allMatch(domain -> reached.getOrDefault(domain.getKey(), -1L) >= domain.getValue());
    }

    /** MariaDB: the last sequence in each domain of a position such as {@code 0-1-17,5-2-100}. */
    public static Map<String, Long> sequences(String position) {
        Map<String, Long> sequences = new HashMap<>();
        for (String gtid : position.split(",", -1)) {
            String[] parts = gtid.strip().split("-", -1);
            if (parts.length == 3) {
                sequences.merge(parts[0], Long.parseLong(parts[2]), Math::max);
            }
        }
        return sequences;
    }
}
