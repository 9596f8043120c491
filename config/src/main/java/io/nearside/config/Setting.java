package io.nearside.config;

import static java.util.Objects.requireNonNull;

/**
 * One key of a settings section: the only place that knows its name, type, default and meaning. Immutable.
 *
 * <p>A setting is required, or has a fixed default, or takes a default that is worked out from other settings (then
 * {@link #standard()} only describes it).
 */
final class Setting<T> {
    /** How a setting comes by its value when the file does not name it. */
    enum Absence {
        REFUSED,
        FIXED_DEFAULT,
        DERIVED_DEFAULT
    }

    private final String name;
    private final SettingType<T> type;
    private final Absence absence;
    private final String standard;
    private final String meaning;

    private Setting(String name, SettingType<T> type, Absence absence, String standard, String meaning) {
        this.name = name;
        this.type = type;
        this.absence = absence;
        this.standard = standard;
        this.meaning = meaning;
    }

    /** A setting that every file must give; the example is shown in documentation. */
    static <T> Setting<T> required(String name, SettingType<T> type, String example, String meaning) {
        return new Setting<>(name, type, Absence.REFUSED, example, meaning);
    }

    static <T> Setting<T> of(String name, SettingType<T> type, String defaultText, String meaning) {
        return new Setting<>(name, type, Absence.FIXED_DEFAULT, defaultText, meaning);
    }

    /** A setting whose default depends on other settings, as the description tells. */
    static <T> Setting<T> derived(String name, SettingType<T> type, String description, String meaning) {
        return new Setting<>(name, type, Absence.DERIVED_DEFAULT, description, meaning);
    }

    String name() {
        return name;
    }

    SettingType<T> type() {
        return type;
    }

    Absence absence() {
        return absence;
    }

    /** The default as it would be written in a file; the example of a required setting; or the rule of a derived one. */
    String standard() {
        return standard;
    }

    String meaning() {
        return meaning;
    }

    /** The default value, or for a required setting the value of its example. */
    T standardValue() {
        return requireNonNull(type.read(standard), name);
    }

    /** Refuses a value that was made in code and could not have come from a file. */
    void check(T value) {
        if (!type.allows(value)) {
            throw new IllegalArgumentException(
                    name + ": " + (type.isSecret() ? "****" : value) + " is not allowed, give " + type.description());
        }
    }
}
