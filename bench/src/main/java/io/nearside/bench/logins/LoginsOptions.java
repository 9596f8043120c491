package io.nearside.bench.logins;

import io.nearside.origin.OriginFlavor;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What {@code nearside logins} was asked for.
 *
 * @param roundTrip from the node and its clients to the origin and back
 * @param times how often to log in, in each way
 */
record LoginsOptions(Duration roundTrip, int times, List<OriginFlavor> flavors) {
    private static final Set<String> NAMES = Set.of("--rtt", "--times", "--origin");
    private static final String USAGE = "logins [--rtt MILLISECONDS] [--times N] [--origin mysql|mariadb|both]";
    private static final int MOST = 10_000;

    LoginsOptions {
        flavors = List.copyOf(flavors);
    }

    /** Fails with an {@link IllegalArgumentException} whose message is one line for the user. */
    static LoginsOptions parse(String... arguments) {
        int rtt = 130;
        int times = 20;
        List<OriginFlavor> flavors = List.of(OriginFlavor.values());
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
                case "--rtt" -> rtt = number(name, value);
                case "--times" -> times = number(name, value);
                default -> flavors = flavors(value);
            }
        }
        return new LoginsOptions(Duration.ofMillis(rtt), times, flavors);
    }

    private static int number(String name, String value) {
        int number = value.matches("\\d{1,5}") ? Integer.parseInt(value) : 0;
        if (number < 1 || number > MOST) {
            throw new IllegalArgumentException(
                    name + " must be a whole number from 1 to " + MOST + ", was '" + value + "'");
        }
        return number;
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
