/**
 * Follows the region's change log: one thread reads the ring, judges continuity by
 * {@link io.nearside.cdc.log.LogCursor}, and tells its {@link io.nearside.node.log.LogListener}s what changed, up to where
 * the log is applied, and what the origin confirmed. {@link io.nearside.node.log.Freshness} turns the last into the
 * answer every hit needs: is what we know recent enough?
 */
@NullMarked
package io.nearside.node.log;

import org.jspecify.annotations.NullMarked;
