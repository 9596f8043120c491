package io.nearside.bench.attack.grammar;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A statement to ask again and again.
 *
 * @param ordered whether the order of its rows is certain
 * @param prepared whether it is prepared at the server, and asked for in binary
 * @param parameters what it is asked with then
 */
public record Read(Profile profile, String sql, boolean ordered, boolean prepared, List<Literal> parameters) {
    public Read {
        parameters = List.copyOf(parameters);
    }

    public Read under(Profile other) {
        return new Read(other, sql, ordered, prepared, parameters);
    }

    public Read withSql(String other) {
        return new Read(profile, other, ordered, prepared, parameters);
    }

    /** As a script shows it. */
    public String script() {
        String how = parameters.stream().map(profile::spell).collect(Collectors.joining(", "));
        return (prepared ? "-- prepared at the server, with (" + how + ")\n" : "") + sql;
    }
}
