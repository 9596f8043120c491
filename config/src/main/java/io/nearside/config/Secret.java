package io.nearside.config;

/**
 * A text that must not be seen in logs, messages or dumps: {@link #toString()} masks it, {@link #reveal()} gives it to
 * the one place that needs it. Immutable.
 */
public final class Secret {
    private final String text;

    public Secret(String text) {
        this.text = text;
    }

    /** The secret itself. Never log it. */
    public String reveal() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && secret.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return "****";
    }
}
