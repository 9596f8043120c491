package io.nearside.bench.attack.grammar;

import java.util.List;

/**
 * A column of a table or view.
 *
 * @param type as it is declared, with its collation
 * @param pool the few values that rows and conditions have, so that they meet
 * @param generated whether the server computes it
 */
public record Column(String name, String type, Family family, List<Literal> pool, boolean nullable, boolean generated) {
    public Column {
        pool = List.copyOf(pool);
    }

    Column named(String other) {
        return new Column(other, type, family, pool, nullable, generated);
    }
}
