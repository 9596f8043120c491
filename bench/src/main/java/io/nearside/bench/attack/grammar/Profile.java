package io.nearside.bench.attack.grammar;

import java.util.ArrayList;
import java.util.List;

/**
 * The settings of a session, and how text is written under them.
 *
 * @param settings statements that a session begins with
 */
public record Profile(List<String> settings, boolean ansiQuotes, boolean noBackslashEscapes, boolean pipesAsConcat) {
    /** Of those who write, among others: with nothing forbidden, so that odd values get in. */
    public static final Profile PLAIN = new Profile(List.of("SET sql_mode = ''"), false, false, false);

    private static final List<String> MODES = List.of(
            "ANSI_QUOTES",
            "NO_BACKSLASH_ESCAPES",
            "PIPES_AS_CONCAT",
            "HIGH_NOT_PRECEDENCE",
            "PAD_CHAR_TO_FULL_LENGTH",
            "NO_UNSIGNED_SUBTRACTION",
            "STRICT_TRANS_TABLES");
    private static final List<String> OTHERS = List.of(
            "SET time_zone = '+05:30'",
            "SET time_zone = '-11:00'",
            "SET NAMES utf8mb4 COLLATE utf8mb4_bin",
            "SET NAMES utf8mb4 COLLATE utf8mb4_unicode_ci",
            "SET NAMES utf8mb4 COLLATE utf8mb4_general_ci",
            "SET collation_connection = 'latin1_swedish_ci'",
            "SET character_set_results = 'latin1'",
            "SET character_set_results = NULL");

    public Profile {
        settings = List.copyOf(settings);
    }

    public static Profile random(Dice dice) {
        if (dice.percent(10)) {
            return new Profile(List.of(), false, false, false);
        }
        List<String> modes = dice.percent(70) ? dice.some(MODES, dice.between(0, 2)) : List.of();
        List<String> settings = new ArrayList<>();
        settings.add("SET sql_mode = '" + String.join(",", modes) + "'");
        if (dice.percent(60)) {
            settings.add(dice.of(OTHERS));
        }
        return new Profile(
                settings,
                modes.contains("ANSI_QUOTES"),
                modes.contains("NO_BACKSLASH_ESCAPES"),
                modes.contains("PIPES_AS_CONCAT"));
    }

    /** A constant as these settings want it written. */
    public String spell(Literal literal) {
        if (!literal.quoted()) {
            return literal.text();
        }
        String text = literal.text();
        if (!noBackslashEscapes) {
            text = text.replace("\\", "\\\\");
        }
        return "'" + text.replace("'", "''") + "'";
    }

    /** A name, quoted in one of the ways that the session allows, or not at all. */
    String name(String name, Dice dice) {
        if (dice.percent(80)) {
            return name;
        }
        return ansiQuotes && dice.percent(60) ? "\"" + name + "\"" : "`" + name + "`";
    }
}
