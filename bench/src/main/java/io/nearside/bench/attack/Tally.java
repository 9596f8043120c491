package io.nearside.bench.attack;

import io.nearside.bench.attack.grammar.Step;
import java.util.concurrent.atomic.LongAdder;

/** What was done against one server. Thread-safe. */
final class Tally {
    final LongAdder rounds = new LongAdder();
    /** Answers at rest that were compared with the origin's. */
    final LongAdder atRest = new LongAdder();
    /** Answers while others wrote that were compared with all truths of the time allowed. */
    final LongAdder underWrites = new LongAdder();
    /** Answers to a session after its own write. */
    final LongAdder ownWrites = new LongAdder();

    /** Of the answers that were asked for first after a change, those from memory: not voided by it. */
    final LongAdder kept = new LongAdder();

    final LongAdder askedAfterChange = new LongAdder();
    final LongAdder writes = new LongAdder();
    final LongAdder failedWrites = new LongAdder();
    /** Statements whose answer is not certain at the origin itself. */
    final LongAdder unstable = new LongAdder();

    /** How often the server itself ended while it was asked or written to. */
    final LongAdder originDeaths = new LongAdder();

    final LongAdder differences = new LongAdder();

    /** Counts a step of whose statements so many failed. */
    void wrote(Step step, int failed) {
        writes.increment();
        if (failed == step.statements().size()) {
            failedWrites.increment();
        }
    }

    long comparisons() {
        return atRest.sum() + underWrites.sum() + ownWrites.sum();
    }
}
