/**
 * What was true when: {@link io.nearside.bench.attack.ledger.Ledger} remembers every answer that the origin would have
 * given, with the span of time in which it would have, and judges the answers that were got. Knows no server.
 */
@NullMarked
package io.nearside.bench.attack.ledger;

import org.jspecify.annotations.NullMarked;
