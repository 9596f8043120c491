/**
 * The distance between the regions: TCP relays that hand bytes on as late as a long line would.
 *
 * <p>{@link io.nearside.bench.wan.Wan} is the way in. A {@code Wire} is one relayed connection, made of two
 * {@code Lane}s; {@code LineTiming} says when a byte arrives, {@code Departures} and {@code DepartureThread} see to it
 * that it does so then.
 */
@NullMarked
package io.nearside.bench.wan;

import org.jspecify.annotations.NullMarked;
