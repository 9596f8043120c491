package io.nearside.proxy.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.nearside.proxy.pool.SessionSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What deterministic SET statements were seen to lead to, so that a session that runs the same ones from the same start is
 * known without asking the origin again. Shared by all sessions; thread-safe and bounded.
 */
final class SettingsMemo {
    private static final int MOST = 10_000;

    /** Where SET statements start from, and their texts in order. */
    record Path(String account, @Nullable String schema, String from, List<String> statements) {
        Path {
            statements = List.copyOf(statements);
        }
    }

    private final Cache<Path, SessionSettings> known =
            Caffeine.newBuilder().maximumSize(MOST).build();

    @Nullable
    SessionSettings after(Path path) {
        return known.getIfPresent(path);
    }

    void learn(Path path, SessionSettings settings) {
        known.put(path, settings);
    }
}
