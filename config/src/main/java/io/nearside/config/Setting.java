package io.nearside.config;

import static java.util.Objects.requireNonNull;

/**
 * One key of a settings section: the only place that knows its name, type, default and meaning. Immutable.
 *
 * @param standard the value where the file does not name the key, as it would be written; an example of it where
 *     {@code absence} is not {@link Absence#FIXED_DEFAULT}
 * @param standardInWords the standard value for documentation
 */
record Setting<T>(
        String name, SettingType<T> type, Absence absence, String standard, String standardInWords, String meaning) {
    /** How a setting comes by its value when the file does not name it. */
    enum Absence {
        REFUSED,
        FIXED_DEFAULT,
        DERIVED_DEFAULT
    }

    /** A setting that every file must give. */
    static <T> Setting<T> required(String name, SettingType<T> type, String example, String meaning) {
        return new Setting<>(name, type, Absence.REFUSED, example, "required, such as `" + example + "`", meaning);
    }

    static <T> Setting<T> of(String name, SettingType<T> type, String standard, String meaning) {
        return new Setting<>(name, type, Absence.FIXED_DEFAULT, standard, "`" + standard + "`", meaning);
    }

    /** A setting whose default depends on other settings, by a rule told in words. */
    static <T> Setting<T> derived(String name, SettingType<T> type, String example, String rule, String meaning) {
        return new Setting<>(name, type, Absence.DERIVED_DEFAULT, example, rule, meaning);
    }

    T standardValue() {
        return requireNonNull(type.read(standard), name);
    }

    /** Refuses a value that was made in code and could not have come from a file. */
    void check(T value) {
        if (!type.allows(value)) {
            throw new IllegalArgumentException(name + ": " + value + " is not allowed, give " + type.description());
        }
    }
}
