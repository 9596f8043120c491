package io.nearside.proxy.sql;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which SQL a session speaks: the origin's version, and those parts of its {@code sql_mode} that change what a text means.
 *
 * @param server the origin's version
 * @param ansiQuotes {@code "x"} is an identifier, not a string
 * @param noBackslashEscapes a backslash inside a string is an ordinary character
 * @param pipesAsConcat {@code ||} concatenates, and is not OR
 * @param ignoreSpace a space between a function's name and its parenthesis means nothing
 * @param highNotPrecedence NOT binds tighter than comparisons
 * @param oracle MariaDB's Oracle mode: another language, of which nothing is analysed
 */
public record SqlDialect(
        ServerVersion server,
        boolean ansiQuotes,
        boolean noBackslashEscapes,
        boolean pipesAsConcat,
        boolean ignoreSpace,
        boolean highNotPrecedence,
        boolean oracle) {

    /** Modes that stand for several; servers list their parts too, except in what a client wrote itself. */
    private static final Set<String> COMBINED = Set.of("ANSI", "DB2", "MAXDB", "MSSQL", "ORACLE", "POSTGRESQL");

    /**
     * The dialect of a session.
     *
     * @param serverVersion the origin's {@code @@version}
     * @param sqlMode the session's {@code @@sql_mode}
     */
    public static SqlDialect of(String serverVersion, String sqlMode) {
        ServerVersion server = ServerVersion.parse(serverVersion);
        Set<String> modes = Arrays.stream(sqlMode.toUpperCase(Locale.ROOT).split(",", -1))
                .map(String::strip)
                .collect(Collectors.toSet());
        boolean combined = modes.stream().anyMatch(COMBINED::contains);
        return new SqlDialect(
                server,
                combined || modes.contains("ANSI_QUOTES"),
                modes.contains("NO_BACKSLASH_ESCAPES"),
                combined || modes.contains("PIPES_AS_CONCAT"),
                combined || modes.contains("IGNORE_SPACE"),
                modes.contains("HIGH_NOT_PRECEDENCE"),
                server.mariaDb() && modes.contains("ORACLE"));
    }
}
