package io.nearside.bench.attack.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes random conditions on columns. */
final class Conditions {
    private static final List<Family> FAMILIES = List.of(Family.values());

    /** Families whose values a node knows how to compare. */
    private static final Set<Family> CERTAIN =
            Set.of(Family.INTEGER, Family.DECIMAL, Family.TEXT, Family.DATE, Family.DATETIME, Family.BINARY);

    /** Kinds of comparisons; those that cannot warn come first. */
    static final int ATOMS = 26;

    static final int TAME_ATOMS = 17;

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,12}(\\.\\d{1,8})?");

    /** What stands for a value that was left out, with its number. */
    static final Pattern LEFT_OUT = Pattern.compile("\u0001(\\d+)\u0001");

    private final Dice dice;
    private final Swarm swarm;
    private final Profile profile;

    /** Whether only such comparisons are made as cannot warn: a node may tell rows apart by those alone. */
    private final boolean tame;

    private @Nullable List<Literal> leftOut;

    Conditions(Dice dice, Swarm swarm, Profile profile, boolean tame) {
        this.dice = dice;
        this.swarm = swarm;
        this.profile = profile;
        this.tame = tame;
    }

    /** From now on some values are not written but added to these; a {@link #LEFT_OUT} with the number stands for each. */
    void leaveOut(List<Literal> values) {
        leftOut = values;
    }

    /** A condition on the columns of some of the sources, with AND, OR, NOT nested to this depth. */
    String any(List<Source> sources, int depth) {
        if (depth > 0 && dice.percent(55)) {
            return nested(sources, depth - 1);
        }
        return atom(dice.of(sources));
    }

    private String nested(List<Source> sources, int depth) {
        String left = any(sources, depth);
        String right = any(sources, depth);
        return switch (dice.below(tame ? 5 : 9)) {
            case 0, 1 -> left + " AND " + right;
            case 2 -> "(" + left + ") AND (" + right + ")";
            case 3 -> left + " OR " + right;
            case 4 -> "(" + left + " OR " + right + ")";
            case 5 -> "NOT (" + left + ")";
            case 6 -> "NOT " + left;
            case 7 -> left + dice.of(" XOR ", " && ", profile.pipesAsConcat() ? " OR " : " || ") + right;
            default -> "(" + left + ") IS " + dice.of("TRUE", "NOT TRUE", "FALSE", "NOT FALSE", "UNKNOWN");
        };
    }

    /** A condition that ties two sources to each other. */
    String link(List<Source> sources) {
        Source left = sources.get(0);
        Source right = sources.get(sources.size() - 1);
        List<String> pairs = new ArrayList<>();
        List<String> alike = new ArrayList<>();
        for (Column one : left.columns()) {
            for (Column other : right.columns()) {
                if (one.family() == other.family() || (!tame && one.name().equals(other.name()))) {
                    String pair = column(left, one) + dice.of(" = ", " = ", " = ", " <=> ") + column(right, other);
                    pairs.add(pair);
                    if (one.pool().equals(other.pool())) {
                        alike.add(pair);
                    }
                }
            }
        }
        if (!alike.isEmpty() && dice.percent(60)) {
            return dice.of(alike);
        }
        return pairs.isEmpty()
                ? column(left, dice.of(left.columns())) + " = " + column(right, dice.of(right.columns()))
                : dice.of(pairs);
    }

    String column(Source source, Column column) {
        return source.alias() + "."
                + profile.name(dice.percent(3) ? column.name().toUpperCase(Locale.ROOT) : column.name(), dice);
    }

    /** A constant to compare the column with: mostly one that rows have, sometimes one of another kind. */
    String value(Column column) {
        if (tame || dice.percent(70)) {
            List<Literal> values = tame && dice.percent(10) ? column.family().literals() : column.pool();
            Literal value = dice.of(values);
            if (leftOut != null && value.isParameter() && dice.percent(75)) {
                leftOut.add(value);
                return "\u0001" + (leftOut.size() - 1) + "\u0001";
            }
            return dice.percent(20) ? respelled(value) : profile.spell(value);
        }
        if (dice.percent(5)) {
            return profile.spell(Literal.NULL);
        }
        if (dice.percent(10) && !profile.ansiQuotes()) {
            return "\"" + dice.of("a", "1", "ab", "2024-02-29") + "\"";
        }
        return profile.spell(dice.of(dice.of(FAMILIES).literals()));
    }

    /** The same number in other digits, if it is one. */
    private String respelled(Literal literal) {
        String text = literal.text();
        if (literal.quoted() || !NUMBER.matcher(text).matches()) {
            return profile.spell(literal);
        }
        String digits = text.startsWith("-") ? text.substring(1) : text;
        String longer = digits.contains(".") ? digits + "0" : digits + dice.of(".0", ".00", "");
        String number = (text.startsWith("-") ? "-" : "") + dice.of("", "0", "00") + longer;
        return dice.percent(25) ? "'" + number + "'" : number;
    }

    private String atom(Source source) {
        Column column = compared(source);
        String name = column(source, column);
        String value = value(column);
        return switch (swarm.atom(dice, tame ? TAME_ATOMS : ATOMS)) {
            case 0, 1, 2, 3, 4, 5 -> name + " = " + value;
            case 6 -> value + " = " + name;
            case 7 -> name + " <=> " + value;
            case 8, 9 -> name + dice.of(" < ", " <= ", " > ", " >= ") + value;
            case 10 -> value + dice.of(" < ", " <= ", " > ", " >= ") + name;
            case 11, 12 ->
                name + (dice.percent(80) ? " IN (" : " NOT IN (") + value + ", " + value(column) + ", " + value(column)
                        + ")";
            case 13, 14 -> name + (dice.percent(80) ? " BETWEEN " : " NOT BETWEEN ") + value + " AND " + value(column);
            case 15 -> name + dice.of(" IS NULL", " IS NOT NULL");
            case 16 -> name + dice.of(" LIKE ", " LIKE ", " NOT LIKE ") + pattern(column);
            case 17 -> name + dice.of(" <> ", " != ") + value;
            case 18 -> name + dice.of(" = ", " < ", " <=> ") + column(source, dice.of(source.columns()));
            case 19 -> function(name) + " = " + value;
            case 20 -> name + dice.of(" + 0", " + 1", " * 1", " - 0") + dice.of(" = ", " < ", " > ") + value;
            case 21 -> row(source);
            case 22 -> "CASE WHEN " + name + " = " + value + " THEN 1 ELSE 0 END = " + dice.of("0", "1");
            case 23 -> column.family() == Family.TEXT ? "BINARY " + name + " = " + value : "-" + name + " = " + value;
            case 24 -> dice.of("", "NOT ", "! ") + name;
            default -> "COALESCE(" + name + ", " + value + ") = " + value(column);
        };
    }

    private Column compared(Source source) {
        List<Column> certain = source.columns().stream()
                .filter(column -> CERTAIN.contains(column.family()))
                .toList();
        return tame && !certain.isEmpty() ? dice.of(certain) : dice.of(source.columns());
    }

    /** Mostly the beginning of a value that rows have, in either case. */
    private String pattern(Column column) {
        if (column.family() == Family.TEXT && dice.percent(70)) {
            String value = dice.of(column.pool()).text();
            String prefix = value.substring(0, Math.min(value.length(), dice.between(1, 2)));
            String cased = dice.percent(40) ? prefix.toUpperCase(Locale.ROOT) : prefix;
            return profile.spell(Literal.string(cased + dice.of("%", "%", "%", "_", "%b")));
        }
        return profile.spell(
                Literal.string(dice.of("a%", "A%", "%", "ab%", "_", "a_", "%b", "1%", "", "2024%", "ß%", "s%", " %")));
    }

    private String function(String name) {
        return dice.of("LOWER", "UPPER", "TRIM", "LENGTH", "ABS", "HEX", "DATE", "ROUND", "REVERSE", "CHAR_LENGTH")
                + "(" + name + ")";
    }

    private String row(Source source) {
        List<Column> two = dice.some(source.columns(), 2);
        String names = two.stream().map(column -> column(source, column)).collect(Collectors.joining(", ", "(", ")"));
        if (dice.percent(50)) {
            return names + " = " + values(two);
        }
        return names + " IN (" + values(two) + ", " + values(two) + ")";
    }

    private String values(List<Column> columns) {
        return columns.stream().map(this::value).collect(Collectors.joining(", ", "(", ")"));
    }
}
