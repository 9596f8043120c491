/**
 * The demo: the published experiment across five regions, on this machine.
 *
 * <p>{@link io.nearside.bench.Demo} is the program. The rest is in the order of its doing:
 * {@code wan} are the distances, {@code stage} what is set up, {@code experiment} what is measured, {@code report} how
 * it is told.
 */
@NullMarked
package io.nearside.bench;

import org.jspecify.annotations.NullMarked;
