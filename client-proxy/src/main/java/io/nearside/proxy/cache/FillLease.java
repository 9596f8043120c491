package io.nearside.proxy.cache;

/**
 * The right and duty to bring one result. It remembers the as-of position that was known before the query was sent, so a
 * late answer is harmless. Other sessions may be waiting for it: it must end by {@link #complete} or {@link #abandon} on
 * every path; the first of them counts.
 *
 * <p>Thread-safe.
 */
public interface FillLease {
    /** Answers longer than this many bytes are not kept: abandon as soon as it is known. */
    int maxBytes();

    /** Hands over the origin's complete answer, which is good to cache. */
    void complete(Answer answer);

    /** There will be no answer to cache (error, too large, with warnings, connection lost, ...). */
    void abandon();
}
