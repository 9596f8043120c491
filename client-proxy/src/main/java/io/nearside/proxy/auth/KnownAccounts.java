package io.nearside.proxy.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Accounts that the origin let in with a password that the node knows, for as long as that counts: until the origin's
 * accounts change, and no longer than a set time. What the origin refuses is never remembered as anything. Thread-safe.
 */
public final class KnownAccounts {
    private static final int MOST = 10_000;

    /**
     * An account with a password that the origin accepted.
     *
     * @param plugin by which its clients are asked for the password
     * @param version of the origin's accounts, as it was known before the origin was asked
     */
    public record Account(String user, Credential credential, String plugin, long version) {}

    private record Proved(Account account, long atNanos) {}

    private final OriginAccounts origin;
    private final Ticker ticker;
    private final long renewNanos;
    private final Cache<String, Proved> accounts;
    private final Set<String> renewing = ConcurrentHashMap.newKeySet();

    /**
     * None is known yet.
     *
     * @param revalidate how long an account counts after the origin let it in last
     */
    public KnownAccounts(OriginAccounts origin, Duration revalidate, Ticker ticker) {
        this.origin = origin;
        this.ticker = ticker;
        this.renewNanos = revalidate.toNanos() / 2;
        this.accounts = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(revalidate)
                .ticker(ticker)
                .build();
    }

    /** The version of the origin's accounts as of now. */
    public long version() {
        return origin.version();
    }

    /** The account of that name; null if it is not known, or not any more. */
    public @Nullable Account find(String user) {
        Proved proved = accounts.getIfPresent(user);
        return proved == null || proved.account().version() != origin.version() ? null : proved.account();
    }

    /** The origin has just let the account in. */
    public void proved(Account account) {
        accounts.put(account.user(), new Proved(account, ticker.read()));
    }

    /** The origin refused the account with this password. */
    public void refused(String user, Credential credential) {
        accounts.asMap()
                .computeIfPresent(
                        user, (name, known) -> known.account().credential().equals(credential) ? null : known);
    }

    /**
     * Whether it is time for the origin to be asked about the account again, and the caller is the one to do so. Who is told
     * so says {@link #renewed} when it is done.
     */
    public boolean isToBeRenewed(String user) {
        Proved proved = accounts.getIfPresent(user);
        return proved != null && ticker.read() - proved.atNanos() >= renewNanos && renewing.add(user);
    }

    /** The origin was asked, whatever came of it. */
    public void renewed(String user) {
        renewing.remove(user);
    }
}
