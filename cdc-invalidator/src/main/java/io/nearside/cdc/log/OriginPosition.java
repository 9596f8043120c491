package io.nearside.cdc.log;

/**
 * A place in the origin's binlog, as the origin itself names it.
 *
 * @param server identity of the server whose file names these are ({@code @@server_uuid} on MySQL; server
 *     id, host, port and data directory on MariaDB), the same after a restart: file and offset of different servers cannot be compared
 * @param file binlog file name, such as {@code binlog.000007}; empty when nothing was read yet
 * @param offset byte offset in that file, the end of the last event read
 * @param gtids executed GTID set (MySQL) or GTID position (MariaDB) at that place; may be empty
 */
public record OriginPosition(String server, String file, long offset, String gtids) {
    public static final OriginPosition UNKNOWN = new OriginPosition("", "", 0, "");

    /** The same place, named by file and offset only: enough to prove that a batch continues another. */
    public OriginPosition withoutGtids() {
        return gtids.isEmpty() ? this : inSameFile(offset);
    }

    /** Another place in the same file, named by file and offset only. */
    public OriginPosition inSameFile(long otherOffset) {
        return new OriginPosition(server, file, otherOffset, "");
    }

    /** Whether both name one place of one server's binlog; GTIDs are not compared, their text form is not unique. */
    public boolean samePlace(OriginPosition other) {
        return offset == other.offset && file.equals(other.file) && server.equals(other.server);
    }

    /** Whether this place is at or after {@code other} in the same server's binlog. */
    public boolean reached(OriginPosition other) {
        if (!server.equals(other.server)) {
            return false;
        }
        int byFile = compareFiles(file, other.file);
        return byFile > 0 || (byFile == 0 && offset >= other.offset);
    }

    /** Binlog files count up; past 999999 they gain a digit, so the longer name is the later. */
    private static int compareFiles(String left, String right) {
        int byLength = Integer.compare(left.length(), right.length());
        return byLength != 0 ? byLength : left.compareTo(right);
    }

    @Override
    public String toString() {
        return file + ":" + offset;
    }
}
