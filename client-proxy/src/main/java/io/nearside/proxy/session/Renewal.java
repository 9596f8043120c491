package io.nearside.proxy.session;

import io.nearside.proxy.auth.KnownAccounts;
import io.nearside.proxy.pool.LoginKey;
import io.nearside.proxy.pool.LoginProfiles;
import io.nearside.proxy.pool.OriginIdentity;
import io.nearside.proxy.pool.OriginLogin;
import io.nearside.proxy.pool.OriginPool;
import io.nearside.proxy.wire.ServerStatus;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What comes of asking the origin again whether it lets an account in: it counts for longer, or no more. */
final class Renewal implements OriginPool.Renewal {
    /** The numbers of errors by which a server says that an account is not let in: MySQL's and MariaDB's references. */
    private static final Set<Integer> NOT_LET_IN = Set.of(1044, 1045, 1129, 1130, 1698, 1820, 1862, 3118, 3955, 4151);

    private final Session.Context context;
    private final LoginKey key;
    private final @Nullable String schema;
    private final String plugin;

    Renewal(Session.Context context, LoginKey key, @Nullable String schema, String plugin) {
        this.context = context;
        this.key = key;
        this.schema = schema;
        this.plugin = plugin;
    }

    @Override
    public void proved(OriginLogin.Done login) {
        KnownAccounts accounts = context.login().accounts();
        accounts.proved(new KnownAccounts.Account(key.user(), key.credential(), plugin, login.version()));
        accounts.renewed(key.user());
        OriginIdentity found = login.identity();
        context.profiles()
                .learn(
                        key,
                        schema,
                        new LoginProfiles.Profile(
                                new OriginIdentity(found.account(), schema, found.settings()),
                                login.serverStatus() & ServerStatus.OF_SESSION,
                                login.version()));
    }

    @Override
    public void failed(int error) {
        KnownAccounts accounts = context.login().accounts();
        if (NOT_LET_IN.contains(error)) {
            accounts.refused(key.user(), key.credential());
            context.profiles().forget(key);
        }
        accounts.renewed(key.user());
    }
}
