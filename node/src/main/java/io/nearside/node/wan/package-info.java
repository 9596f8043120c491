/**
 * The links between regions: {@link io.nearside.node.wan.LogLinkServer} offers this region's change log to others,
 * {@link io.nearside.node.wan.LogFeeder} brings another region's into this region's ring, batch by batch as it was written.
 */
@NullMarked
package io.nearside.node.wan;

import org.jspecify.annotations.NullMarked;
