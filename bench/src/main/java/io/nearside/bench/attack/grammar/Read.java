package io.nearside.bench.attack.grammar;

/**
 * A statement to ask again and again.
 *
 * @param ordered whether the order of its rows is certain
 */
public record Read(Profile profile, String sql, boolean ordered) {}
