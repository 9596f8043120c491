package io.nearside.bench.attack;

import io.nearside.bench.attack.ledger.Answer;
import io.nearside.origin.OriginFlavor;

/**
 * An answer of the node that the origin would not have given.
 *
 * @param what which promise it breaks
 * @param history when what was true, or how it was found
 */
record Difference(
        OriginFlavor flavor, long seed, String what, Scenario scenario, Answer truth, Answer got, String history) {
    String report() {
        return "DIFFERENCE on " + flavor + ", seed " + seed + ": " + what + "\n"
                + "statement: " + scenario.read().sql() + "\n"
                + "settings: " + String.join("; ", scenario.read().profile().settings()) + "\n"
                + "origin:\n" + truth.against(got) + "\n"
                + "node:\n" + got.against(truth) + "\n"
                + history;
    }
}
