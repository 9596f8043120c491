/**
 * The invalidator: what the sentinel saw ({@code binlog}) and the row images that explain it ({@code rows}) become
 * change records, in the binlog's order, in the region's change log ({@code log}), with watermarks that say how far the
 * origin itself confirms them ({@code origin}). {@link io.nearside.cdc.Invalidator} puts the parts together.
 */
@NullMarked
package io.nearside.cdc;

import org.jspecify.annotations.NullMarked;
