/**
 * The published experiment: two queries, asked from every region directly and through Nearside, and a change of a row.
 *
 * <p>{@link io.nearside.bench.experiment.Experiment} runs it on a {@link io.nearside.bench.stage.Stage}:
 * {@code DirectRuns} asks the origin, {@code NearsideRun} a node, {@code RowChange} watches a change arrive. What comes
 * out are {@link io.nearside.bench.experiment.QueryFigures} and
 * {@link io.nearside.bench.experiment.RegionFigures}.
 */
@NullMarked
package io.nearside.bench.experiment;

import org.jspecify.annotations.NullMarked;
