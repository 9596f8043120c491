package io.nearside.bench;

import io.nearside.origin.employees.Employees;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code nearside demo} was asked for.
 *
 * @param once whether to end after the tables
 * @param scale of the sample data
 * @param json where to write the figures, or null for nowhere
 */
record DemoOptions(boolean once, double scale, @Nullable Path json) {
    /** Everything is up well within a minute, and the join takes long enough to be judged in every region. */
    static final double DEFAULT_SCALE = 0.1;

    private static final String USAGE = "demo [--once] [--scale F] [--json FILE]";

    /** Fails with an {@link IllegalArgumentException} whose message is one line for the user. */
    static DemoOptions parse(String... arguments) {
        boolean once = false;
        double scale = DEFAULT_SCALE;
        @Nullable Path json = null;
        Set<String> given = new HashSet<>();
        for (int i = 0; i < arguments.length; i++) {
            if (!given.add(arguments[i])) {
                throw new IllegalArgumentException(arguments[i] + " is given twice, expected " + USAGE);
            }
            switch (arguments[i]) {
                case "--once" -> once = true;
                case "--scale" -> scale = scale(valueAfter(arguments, i++));
                case "--json" -> json = file(valueAfter(arguments, i++));
                default ->
                    throw new IllegalArgumentException("unknown argument '" + arguments[i] + "', expected " + USAGE);
            }
        }
        return new DemoOptions(once, scale, json);
    }

    private static String valueAfter(String[] arguments, int name) {
        if (name + 1 == arguments.length) {
            throw new IllegalArgumentException(arguments[name] + " needs a value, expected " + USAGE);
        }
        return arguments[name + 1];
    }

    private static double scale(String value) {
        double scale = value.matches("\\d*\\.?\\d+") ? Double.parseDouble(value) : 0;
        if (scale < Employees.SMALLEST_SCALE || scale > Employees.LARGEST_SCALE) {
            throw new IllegalArgumentException("--scale must be a number within " + Employees.SMALLEST_SCALE + ".."
                    + Employees.LARGEST_SCALE + ", was '" + value + "'");
        }
        return scale;
    }

    /** Told now rather than when there is something to write. */
    private static Path file(String value) {
        try {
            Path file = Path.of(value).toAbsolutePath();
            Path folder = file.getParent();
            if (!value.isEmpty()
                    && !Files.isDirectory(file)
                    && folder != null
                    && Files.isWritable(Files.exists(file) ? file : folder)) {
                return file;
            }
        } catch (InvalidPathException e) {
            throw unwritable(value, e);
        }
        throw unwritable(value, null);
    }

    private static IllegalArgumentException unwritable(String value, @Nullable Exception cause) {
        return new IllegalArgumentException("--json must be a file that can be written, was '" + value + "'", cause);
    }
}
