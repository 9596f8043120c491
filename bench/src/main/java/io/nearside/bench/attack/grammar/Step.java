package io.nearside.bench.attack.grammar;

import java.util.List;

/**
 * A change that commits once at most.
 *
 * @param statements run one after the other in one session; the last ends the transaction, if there is one
 * @param throughNode whether the session is one of the node's, or the origin's own
 */
public record Step(List<String> statements, boolean throughNode) {
    public Step {
        statements = List.copyOf(statements);
    }
}
