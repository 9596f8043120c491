package io.nearside.bench.attack.grammar;

import java.util.List;

/** A relation under the name by which a statement calls it. */
record Source(String alias, Relation relation) {
    List<Column> columns() {
        return relation.columns();
    }
}
