package io.nearside.bench.attack.grammar;

import java.util.List;
import java.util.Set;

/**
 * The schema of a round.
 *
 * @param swarm what the round is about
 * @param statements make it and its first rows, in an empty database; some of them may fail
 * @param relations tables first
 * @param procedures take one integer each
 */
public record Schema(Swarm swarm, List<String> statements, List<Relation> relations, List<String> procedures) {
    public Schema {
        statements = List.copyOf(statements);
        relations = List.copyOf(relations);
        procedures = List.copyOf(procedures);
    }

    /** This schema without what could not be made. */
    public Schema without(Set<String> missing) {
        return new Schema(
                swarm,
                statements,
                relations.stream()
                        .filter(relation -> !missing.contains(relation.name()))
                        .toList(),
                procedures.stream().filter(name -> !missing.contains(name)).toList());
    }

    List<Relation> tables() {
        return relations.stream().filter(Relation::isTable).toList();
    }
}
