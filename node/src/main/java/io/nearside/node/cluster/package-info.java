/** The region's cluster: how this process joins it, and when it cannot be trusted to hold what it held. */
@NullMarked
package io.nearside.node.cluster;

import org.jspecify.annotations.NullMarked;
