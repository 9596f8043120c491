/**
 * The attack: random schemas, reads and writes against a node in front of a real origin, where every answer is compared
 * with what the origin itself says. {@link io.nearside.bench.attack.Attack} is the command, {@code Lab} an origin with its
 * node, {@code Round} one schema and what is done to it, {@code Replay} repeats what showed a difference.
 */
@NullMarked
package io.nearside.bench.attack;

import org.jspecify.annotations.NullMarked;
