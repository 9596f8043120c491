package io.nearside.origin;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The settings of an embedded origin that is about to start. Not safe for use by several threads. */
public final class OriginBuilder {
    /** The value of an option that is given by its name alone. */
    private static final String BARE = "";

    private final Distribution distribution;
    private final Map<String, String> options;
    private @Nullable Path dir;
    private int port;

    OriginBuilder(Distribution distribution) {
        this.distribution = distribution;
        this.options = new LinkedHashMap<>(distribution.options());
    }

    /** Sets an option of the server ({@code --name=value}), in the place of the value it would have had. */
    public OriginBuilder option(String name, String value) {
        String key = name.toLowerCase(Locale.ROOT).replace('_', '-');
        options.remove(opposite(key));
        options.put(key, value);
        return this;
    }

    /** Sets an option that has no value, such as {@code skip-log-bin}; takes {@code log-bin} away as well. */
    public OriginBuilder option(String name) {
        return option(name, BARE);
    }

    /** Keeps everything in {@code dir}, and uses what is there; without it, data live as long as the server object. */
    public OriginBuilder dir(Path dir) {
        this.dir = dir;
        return this;
    }

    /** Listens on this port; without it, on a free one. */
    public OriginBuilder port(int port) {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port must be within 1..65535, was " + port);
        }
        this.port = port;
        return this;
    }

    /** Starts the server and returns when it accepts logins. */
    public OriginServer start() {
        EmbeddedOrigin origin = EmbeddedOrigin.prepare(distribution, options, dir, port);
        try {
            origin.start();
            return origin;
        } catch (RuntimeException e) {
            origin.close();
            throw e;
        }
    }

    private static String opposite(String key) {
        return key.startsWith("skip-") ? key.substring("skip-".length()) : "skip-" + key;
    }
}
