package io.nearside.config;

/**
 * One thing that is wrong with a configuration, told in one line.
 *
 * @param file the file as it was named by the caller
 * @param line the line in that file, from 1; 0 where no line can be named
 * @param key the path of the key, as {@code cache.maxBytes}; empty where the file as a whole is meant
 * @param message what is wrong and what is allowed; never a secret
 */
public record Problem(String file, int line, String key, String message) {
    @Override
    public String toString() {
        return file + (line > 0 ? ":" + line : "") + ": " + (key.isEmpty() ? "" : key + ": ") + message;
    }
}
