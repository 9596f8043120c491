/**
 * The change log: what a change record is, how batches of them prove their own continuity, and the region's ring
 * that holds them. Written by {@code io.nearside.cdc}, read by every node of the region.
 */
@NullMarked
package io.nearside.cdc.log;

import org.jspecify.annotations.NullMarked;
