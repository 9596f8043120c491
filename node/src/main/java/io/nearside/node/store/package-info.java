/**
 * The cached results: {@link io.nearside.node.store.RegionResultCache} answers sessions from this process's memory, asks the
 * region's shared tier on a miss, and lets one session of many bring a missing answer. Whether a result may be served is
 * decided where it is read, by its stamp; nothing is correct because something was removed. The only place that knows
 * the region's map.
 */
@NullMarked
package io.nearside.node.store;

import org.jspecify.annotations.NullMarked;
