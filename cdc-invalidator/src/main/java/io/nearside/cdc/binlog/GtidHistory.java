package io.nearside.cdc.binlog;

import com.github.shyiko.mysql.binlog.GtidSet;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The GTIDs of a binlog up to where it was read, growing with each transaction. One owner. */
abstract class GtidHistory {
    /** A history that starts with these, in the form in which the server writes them. */
    static GtidHistory of(boolean mariaDb, String gtids) {
        return mariaDb ? new MariaDb(gtids) : new MySql(gtids);
    }

    abstract void add(String gtid);

    /** Whether the transaction is already part of it: then what is read is not what follows it. */
    abstract boolean includes(String gtid);

    abstract String text();

    private static final class MySql extends GtidHistory {
        private final GtidSet set;

        MySql(String gtids) {
            set = new GtidSet(gtids);
        }

        @Override
        void add(String gtid) {
            set.addGtid(gtid);
        }

        @Override
        boolean includes(String gtid) {
            return io.nearside.cdc.origin.Gtids.contains(set, gtid);
        }

        @Override
        String text() {
            return set.toString();
        }
    }

    /** The last GTID of each domain. */
    private static final class MariaDb extends GtidHistory {
        private final TreeMap<Long, String> last = new TreeMap<>();

        MariaDb(String gtids) {
            for (String gtid : gtids.split(",", -1)) {
                if (!gtid.isBlank()) {
                    add(gtid.strip());
                }
            }
        }

        @Override
        void add(String gtid) {
            last.put(domain(gtid), gtid);
        }

        @Override
        boolean includes(String gtid) {
            String known = last.get(domain(gtid));
            return known != null && sequence(gtid) <= sequence(known);
        }

        @Override
        String text() {
            return last.values().stream().collect(Collectors.joining(","));
        }

        private static long domain(String gtid) {
            return Long.parseLong(gtid.substring(0, gtid.indexOf('-')));
        }

        private static long sequence(String gtid) {
            return Long.parseLong(gtid.substring(gtid.lastIndexOf('-') + 1));
        }
    }
}
