package io.nearside.proxy.pool;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What logins were seen to lead to, for as long as an account counts after its proof: so the next session of the same kind is
 * known without the origin. Thread-safe.
 */
public final class LoginProfiles {
    private static final int MOST = 10_000;

    private record Login(LoginKey key, @Nullable String schema) {}

    /**
     * What a login leads to.
     *
     * @param serverStatus the flags of the origin's OK
     * @param version of the origin's accounts, as it was known before the login
     */
    public record Profile(OriginIdentity identity, int serverStatus, long version) {}

    private final Cache<Login, Profile> profiles;

    public LoginProfiles(Duration revalidate, Ticker ticker) {
        this.profiles = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(revalidate)
                .ticker(ticker)
                .build();
    }

    /** What such a login leads to, under this version of the origin's accounts; null if that is not known. */
    public @Nullable Profile find(LoginKey key, @Nullable String schema, long version) {
        Profile profile = profiles.getIfPresent(new Login(key, schema));
        return profile == null || profile.version() != version ? null : profile;
    }

    public void learn(LoginKey key, @Nullable String schema, Profile profile) {
        if (!profile.identity().settings().digest().isEmpty()) {
            profiles.put(new Login(key, schema), profile);
        }
    }

    /** The origin lets nobody in like this any more. */
    public void forget(LoginKey key) {
        profiles.asMap().keySet().removeIf(login -> login.key().equals(key));
    }
}
