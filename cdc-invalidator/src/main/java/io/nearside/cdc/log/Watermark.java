package io.nearside.cdc.log;

/**
 * What the origin itself confirmed: when its clock showed {@code originMicros}, every change that was visible to
 * queries was in the log at or before the batch that carries this watermark, and every record up to {@code settled} was
 * visible to queries.
 *
 * @param originMicros the origin's clock, microseconds since 1970 UTC, read <em>before</em> the position was
 * @param settled sequence up to which changes are visible at the origin, in the epoch of the batch
 */
public record Watermark(long originMicros, long settled) {}
