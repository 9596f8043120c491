/**
 * The seam between a session and the cached results: what identifies a result, how one is looked up, and the lease under
 * which a miss may fill it. The node supplies the store and decides validity; sessions only ask.
 */
@NullMarked
package io.nearside.proxy.cache;

import org.jspecify.annotations.NullMarked;
