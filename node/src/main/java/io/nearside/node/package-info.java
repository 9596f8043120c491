/**
 * The process. {@link io.nearside.node.Main} reads the command line, {@link io.nearside.node.Node} puts a node together.
 *
 * <p>The way of a change: the region's ring -> {@code log} (follower) -> {@code validity} (when did each table change),
 * {@code catalog} (what do names mean), freshness (how recent is this). The way of a result: {@code store} (this process's
 * memory, then the region's {@code cluster}) and back to a session of {@code io.nearside.proxy}, if {@code validity} and
 * freshness allow. {@code wan} links regions, {@code origin} holds this process's own connections to the database,
 * {@code admin} shows it all.
 */
@NullMarked
package io.nearside.node;

import org.jspecify.annotations.NullMarked;
