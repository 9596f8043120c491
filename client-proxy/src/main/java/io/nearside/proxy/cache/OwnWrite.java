package io.nearside.proxy.cache;

/**
 * The transaction that a session wrote last, as the origin named it when it answered. Immutable.
 *
 * @param gtid the origin's name of it, as in the binlog
 * @param mark from {@link ResultCache#writeMark()}, taken before the write was sent: what bore that name earlier is another
 */
public record OwnWrite(String gtid, long mark) {}
