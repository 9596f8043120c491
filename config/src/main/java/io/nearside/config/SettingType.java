package io.nearside.config;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the value of a setting may be: how its text is read, which values are allowed, and how that is told to a
 * person. Immutable.
 */
final class SettingType<T> {
    private static final Pattern QUANTITY = Pattern.compile("(\\d{1,12})\\s*([A-Za-z]+)");

    private static final Pattern SHARE = Pattern.compile("\\d(\\.\\d{1,12})?");
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?\\d{1,18}");
    private static final Map<String, Duration> DURATION_UNITS = Map.of(
            "ms",
            Duration.ofMillis(1),
            "s",
            Duration.ofSeconds(1),
            "m",
            Duration.ofMinutes(1),
            "h",
            Duration.ofHours(1));
    private static final Map<String, Long> SIZE_UNITS =
            Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40);

    /** Gives the value that a text stands for, or null where it stands for none. */
    private interface Reader<T> {
        @Nullable
        T read(String text);
    }

    private final Reader<T> reader;
    private final Predicate<T> allowed;
    private final String description;

    private SettingType(Reader<T> reader, Predicate<T> allowed, String description) {
        this.reader = reader;
        this.allowed = allowed;
        this.description = description;
    }

    /** A text that fully matches a pattern. */
    static SettingType<String> text(Pattern pattern, String description) {
        return new SettingType<>(String::valueOf, text -> pattern.matcher(text).matches(), description);
    }

    /** Any text; since none is refused, no message ever shows one. */
    static SettingType<Secret> secret() {
        return new SettingType<>(Secret::new, secret -> true, "a text; best taken from the environment");
    }

    static SettingType<Boolean> flag() {
        Map<String, Boolean> words = Map.of("true", true, "false", false);
        return new SettingType<>(words::get, flag -> true, "true or false");
    }

    /** One of an enum's constants, in small letters. */
    static <E extends Enum<E>> SettingType<E> choice(Class<E> type) {
        Map<String, E> words = new LinkedHashMap<>();
        for (E constant : type.getEnumConstants()) {
            words.put(constant.name().toLowerCase(Locale.ROOT), constant);
        }
        List<String> names = List.copyOf(words.keySet());
        int last = names.size() - 1;
        String description = String.join(", ", names.subList(0, last)) + " or " + names.get(last);
        return new SettingType<>(words::get, choice -> true, description);
    }

    static SettingType<Long> wholeNumber(long lowest, long highest) {
        return new SettingType<>(
                SettingType::readLong,
                number -> number >= lowest && number <= highest,
                "a whole number from %d to %d".formatted(lowest, highest));
    }

    static SettingType<Integer> count(int lowest, int highest) {
        return new SettingType<>(
                SettingType::readInteger,
                number -> number >= lowest && number <= highest,
                "a whole number from %d to %d".formatted(lowest, highest));
    }

    /** A part of a whole, as {@code 0.01}. */
    static SettingType<Double> share() {
        return new SettingType<>(
                text -> SHARE.matcher(text).matches() ? Double.valueOf(text) : null,
                share -> share >= 0 && share <= 1,
                "a number from 0 to 1, such as 0.01");
    }

    /** A span of time with its unit, as {@code 2s}; the bounds are written the same way. */
    static SettingType<Duration> duration(String shortest, String longest) {
        Duration low = requireNonNull(readDuration(shortest));
        Duration high = requireNonNull(readDuration(longest));
        return new SettingType<>(
                SettingType::readDuration,
                duration -> duration.compareTo(low) >= 0 && duration.compareTo(high) <= 0,
                "a duration from %s to %s (units ms, s, m, h)".formatted(shortest, longest));
    }

    /** A number of bytes with its unit, as {@code 256MiB}; the bounds are written the same way. */
    static SettingType<Long> size(String smallest, String largest) {
        long low = requireNonNull(readSize(smallest));
        long high = requireNonNull(readSize(largest));
        return new SettingType<>(
                SettingType::readSize,
                size -> size >= low && size <= high,
                "a size from %s to %s (units B, KiB, MiB, GiB, TiB)".formatted(smallest, largest));
    }

    /** The value that a text stands for, or null where it is not allowed. */
    @Nullable
    T read(String text) {
        T value = reader.read(text);
        return value != null && allowed.test(value) ? value : null;
    }

    boolean allows(T value) {
        return allowed.test(value);
    }

    /** What is allowed, as a noun phrase: "a whole number from 1 to 65535". */
    String description() {
        return description;
    }

    private static @Nullable Long readLong(String text) {
        return WHOLE_NUMBER.matcher(text).matches() ? Long.valueOf(text) : null;
    }

    private static @Nullable Integer readInteger(String text) {
        Long number = readLong(text);
        return number != null && number.intValue() == number ? Integer.valueOf(number.intValue()) : null;
    }

    private static @Nullable Duration readDuration(String text) {
        Matcher quantity = QUANTITY.matcher(text);
        Duration unit = quantity.matches() ? DURATION_UNITS.get(quantity.group(2)) : null;
        return unit == null ? null : unit.multipliedBy(Long.parseLong(quantity.group(1)));
    }

    private static @Nullable Long readSize(String text) {
        Matcher quantity = QUANTITY.matcher(text);
        Long unit = quantity.matches() ? SIZE_UNITS.get(quantity.group(2)) : null;
        if (unit == null) {
            return null;
        }
        long amount = Long.parseLong(quantity.group(1));
        return amount > Long.MAX_VALUE / unit ? null : Long.valueOf(amount * unit);
    }
}
