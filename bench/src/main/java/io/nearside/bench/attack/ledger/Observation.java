package io.nearside.bench.attack.ledger;

/**
 * An answer that a reader got.
 *
 * @param read the number of the statement
 * @param began before it was sent, in nanoseconds
 * @param ended after the answer was there
 */
public record Observation(int read, Answer answer, long began, long ended) {}
