package io.nearside.bench.clients;

import io.nearside.origin.OriginFlavor;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * What {@code nearside clients} was asked for.
 *
 * @param count how many clients are connected at the same time
 * @param length how long they ask
 * @param poolConnections how many connections to the origin the node may open for them
 */
record ClientsOptions(int count, Duration length, int poolConnections, OriginFlavor flavor) {
    private static final Set<String> NAMES = Set.of("--count", "--seconds", "--pool", "--origin");
    private static final String USAGE = "clients [--count N] [--seconds N] [--pool N] [--origin mysql|mariadb]";
    private static final int MOST = 1_000_000;

    static ClientsOptions defaults() {
        return new ClientsOptions(10_000, Duration.ofSeconds(60), 100, OriginFlavor.MARIADB);
    }

    /** Fails with an {@link IllegalArgumentException} whose message is one line for the user. */
    static ClientsOptions parse(String... arguments) {
        ClientsOptions defaults = defaults();
        int count = defaults.count;
        Duration length = defaults.length;
        int poolConnections = defaults.poolConnections;
        OriginFlavor flavor = defaults.flavor;
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
                case "--count" -> count = number(name, value);
                case "--seconds" -> length = Duration.ofSeconds(number(name, value));
                case "--pool" -> poolConnections = number(name, value);
                default -> flavor = flavor(value);
            }
        }
        return new ClientsOptions(count, length, poolConnections, flavor);
    }

    private static int number(String name, String value) {
        int number = value.matches("\\d{1,7}") ? Integer.parseInt(value) : 0;
        if (number < 1 || number > MOST) {
            throw new IllegalArgumentException(
                    name + " must be a whole number from 1 to " + MOST + ", was '" + value + "'");
        }
        return number;
    }

    private static OriginFlavor flavor(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "mysql" -> OriginFlavor.MYSQL;
            case "mariadb" -> OriginFlavor.MARIADB;
            default -> throw new IllegalArgumentException("--origin must be mysql or mariadb, was '" + value + "'");
        };
    }
}
