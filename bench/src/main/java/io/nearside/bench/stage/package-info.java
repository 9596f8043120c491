/**
 * What an experiment is played on: the origin with its data, the lines to it, and a node process in every region.
 *
 * <p>{@link io.nearside.bench.stage.Stage} sets it up and clears it away, {@code NodeProcess} is one node,
 * {@code NodeConfiguration} the file it is given, and {@link io.nearside.bench.stage.NodeAdmin} asks it how it is.
 */
@NullMarked
package io.nearside.bench.stage;

import org.jspecify.annotations.NullMarked;
