package io.nearside.origin.main;

import io.nearside.origin.OriginFlavor;
import io.nearside.origin.employees.Employees;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What {@code nearside origin} was asked for.
 *
 * @param employees the scale of the sample data to have; empty for none
 */
record OriginArguments(int port, Path dir, OptionalDouble employees, OriginFlavor flavor) {
    private static final String USAGE = "origin --port P --dir D [--employees F] [--mysql]";

    /** Fails with an {@link IllegalArgumentException} whose message is one line for the user. */
    static OriginArguments parse(String... arguments) {
        @Nullable Integer port = null;
        @Nullable Path dir = null;
        OptionalDouble employees = OptionalDouble.empty();
        OriginFlavor flavor = OriginFlavor.MARIADB;
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--port" -> port = port(valueAfter(arguments, i++));
                case "--dir" -> dir = dir(valueAfter(arguments, i++));
                case "--employees" -> employees = OptionalDouble.of(scale(valueAfter(arguments, i++)));
                case "--mysql" -> flavor = OriginFlavor.MYSQL;
                default ->
                    throw new IllegalArgumentException("unknown argument '" + arguments[i] + "', expected " + USAGE);
            }
        }
        if (port == null || dir == null) {
            throw new IllegalArgumentException((port == null ? "--port" : "--dir") + " is missing, expected " + USAGE);
        }
        return new OriginArguments(port, dir, employees, flavor);
    }

    private static String valueAfter(String[] arguments, int name) {
        if (name + 1 == arguments.length) {
            throw new IllegalArgumentException(arguments[name] + " needs a value, expected " + USAGE);
        }
        return arguments[name + 1];
    }

    private static int port(String value) {
        int port = value.matches("\\d{1,5}") ? Integer.parseInt(value) : 0;
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("--port must be a number within 1..65535, was '" + value + "'");
        }
        return port;
    }

    private static Path dir(String value) {
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("--dir must be a folder, was '" + value + "'", e);
        }
    }

    private static double scale(String value) {
        double scale = value.matches("\\d*\\.?\\d+") ? Double.parseDouble(value) : 0;
        if (scale < Employees.SMALLEST_SCALE || scale > Employees.LARGEST_SCALE) {
            throw new IllegalArgumentException("--employees must be a number within " + Employees.SMALLEST_SCALE + ".."
                    + Employees.LARGEST_SCALE + ", was '" + value + "'");
        }
        return scale;
    }
}
