package io.nearside.bench.attack;

import io.nearside.origin.OriginFlavor;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code nearside attack} was asked for.
 *
 * @param length how long to go on
 * @param seed of the first round, the next ones count on; null for any
 * @param rounds how many at most, on each server
 * @param comparisons how many answers to compare at least, on each server, even if it takes longer
 */
record AttackOptions(Duration length, @Nullable Long seed, List<OriginFlavor> flavors, int rounds, long comparisons) {
    private static final Set<String> NAMES = Set.of("--minutes", "--seed", "--origin", "--rounds", "--comparisons");
    private static final String USAGE =
            "attack [--minutes N] [--seed S] [--origin mysql|mariadb|both] [--rounds N] [--comparisons N]";
    private static final double DEFAULT_MINUTES = 2;
    private static final double MOST_MINUTES = 100_000;

    AttackOptions {
        flavors = List.copyOf(flavors);
    }

    /** Fails with an {@link IllegalArgumentException} whose message is one line for the user. */
    static AttackOptions parse(String... arguments) {
        double minutes = DEFAULT_MINUTES;
        @Nullable Long seed = null;
        List<OriginFlavor> flavors = List.of(OriginFlavor.values());
        int rounds = Integer.MAX_VALUE;
        long comparisons = 0;
        Set<String> given = new HashSet<>();
        for (int i = 0; i < arguments.length; i += 2) {
            String name = arguments[i];
            if (!NAMES.contains(name)) {
                throw new IllegalArgumentException("unknown argument '" + name + "', expected " + USAGE);
            }
            if (!given.add(name)) {
                throw new IllegalArgumentException(name + " is given twice, expected " + USAGE);
            }
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(name + " needs a value, expected " + USAGE);
            }
            String value = arguments[i + 1];
            switch (name) {
                case "--minutes" -> minutes = minutes(value);
                case "--seed" -> seed = number(name, value, Long.MAX_VALUE / 2);
                case "--origin" -> flavors = flavors(value);
                case "--comparisons" -> comparisons = number(name, value, Long.MAX_VALUE);
                default -> rounds = rounds(value);
            }
        }
        return new AttackOptions(Duration.ofMillis(Math.round(minutes * 60_000)), seed, flavors, rounds, comparisons);
    }

    private static double minutes(String value) {
        double minutes = value.matches("\\d{1,9}|\\d{0,9}\\.\\d{1,9}") ? Double.parseDouble(value) : 0;
        if (minutes <= 0 || minutes > MOST_MINUTES) {
            throw new IllegalArgumentException("--minutes must be a number above 0, was '" + value + "'");
        }
        return minutes;
    }

    private static long number(String name, String value, long most) {
        if (value.matches("\\d{1,18}") && Long.parseLong(value) <= most) {
            return Long.parseLong(value);
        }
        throw new IllegalArgumentException(name + " must be a whole number, was '" + value + "'");
    }

    private static int rounds(String value) {
        int rounds = (int) number("--rounds", value, Integer.MAX_VALUE);
        if (rounds == 0) {
            throw new IllegalArgumentException("--rounds must be a whole number above 0, was '0'");
        }
        return rounds;
    }

    private static List<OriginFlavor> flavors(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "mysql" -> List.of(OriginFlavor.MYSQL);
            case "mariadb" -> List.of(OriginFlavor.MARIADB);
            case "both" -> List.of(OriginFlavor.values());
            default ->
                throw new IllegalArgumentException("--origin must be mysql, mariadb or both, was '" + value + "'");
        };
    }
}
