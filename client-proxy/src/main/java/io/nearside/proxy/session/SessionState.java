package io.nearside.proxy.session;

import io.nearside.proxy.cache.OwnWrite;
import io.nearside.proxy.cache.Recency;
import io.nearside.proxy.cache.ResultCache;
import io.nearside.proxy.cache.SessionTraits;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a session at the origin, and so whether it may use the cache. Everything starts unknown and becomes
 * unknown again whenever something ran that is not understood; asking the origin ({@link IdentityProbe}) makes it known.
 *
 * <p>Owned by the session's event loop.
 */
final class SessionState {
    private static final int LONGEST_PATH = 16;
    private static final int LONGEST_SETTING = 1024;

    /** Stands for bytes that are no character: two names that hold it may be different ones. */
    private static final char UNDECODABLE = '\uFFFD';

    private final ResultCache cache;
    private final SettingsMemo memo;

    private long capabilities;
    private @Nullable String account;
    private @Nullable String schema;
    private @Nullable SessionSettings settings;
    private @Nullable SessionTraits traits;

    /** From where deterministic SETs have led away since the settings were last known, and which; null: nobody can tell. */
    private @Nullable SessionSettings pathStart;

    private final List<String> path = new ArrayList<>();

    private boolean tainted;
    private boolean writeUnderWay;
    private boolean barrierDue;
    private long writeMark;
    private @Nullable OwnWrite write;
    private Recency recency = Recency.NODES_OWN;

    SessionState(ResultCache cache, SettingsMemo memo) {
        this.cache = cache;
        this.memo = memo;
    }

    /** The login went through, or was done anew: nothing is known. */
    void loggedIn(long capabilities) {
        this.capabilities = capabilities;
        account = null;
        tainted = false;
        recency = recency.within(Recency.NO_BOUND);
        forgetSettings();
    }

    /** Something ran that may have changed any setting, and the default schema. */
    void forgetSettings() {
        settings = null;
        traits = null;
        pathStart = null;
        path.clear();
    }

    /** The origin has told who the session is and how it is set. */
    void learned(String account, @Nullable String schema, SessionSettings settings) {
        if (pathStart != null
                && !path.isEmpty()
                && account.equals(this.account)
                && !settings.digest().isEmpty()) {
            memo.learn(new SettingsMemo.Path(account, schema, pathStart.digest(), path), settings);
        }
        this.account = account;
        this.schema = schema;
        become(settings);
    }

    private void become(SessionSettings known) {
        settings = known;
        pathStart = known.digest().isEmpty() ? null : known;
        path.clear();
        traits = account != null && known.cacheable()
                ? new SessionTraits(account, schema, known.digest(), capabilities)
                : null;
    }

    /** A SET went through. */
    void set(String statement, boolean deterministic) {
        if (deterministic) {
            step(statement);
        } else {
            forgetSettings();
        }
    }

    /** The default schema is another now; no setting that answers depend on changes with it. */
    void usedSchema(String schema) {
        this.schema = schema;
        if (settings == null || schema.indexOf(UNDECODABLE) >= 0) {
            forgetSettings();
        } else {
            become(settings);
        }
    }

    private void step(String statement) {
        if (pathStart == null
                || account == null
                || path.size() == LONGEST_PATH
                || statement.length() > LONGEST_SETTING) {
            forgetSettings();
            return;
        }
        path.add(statement);
        settings = null;
        traits = null;
        SessionSettings known = memo.after(new SettingsMemo.Path(account, schema, pathStart.digest(), path));
        if (known != null) {
            become(known);
        }
    }

    /** The session has state that reads depend on and that cannot be asked for. */
    void taint() {
        tainted = true;
    }

    boolean isTainted() {
        return tainted;
    }

    @Nullable
    String schema() {
        return schema;
    }

    /** The settings, when they are known. */
    @Nullable
    SessionSettings settings() {
        return settings;
    }

    /** The traits under which this session may use the cache now; null when it must not. */
    @Nullable
    SessionTraits traits() {
        return tainted || writeUnderWay ? null : traits;
    }

    /** Something is sent to the origin that may write: until it is done, and its barrier known, nothing may hit. */
    void writeStarted() {
        writeUnderWay = true;
        barrierDue = true;
        writeMark = cache.writeMark();
    }

    /** @param gtid the transaction in which the session has written, if the origin told */
    void writeEnded(@Nullable String gtid) {
        writeUnderWay = false;
        write = gtid == null ? null : new OwnWrite(gtid, writeMark);
        takeBarrier();
    }

    /** The session asks for answers that are no older than this, or leaves it to the node again. */
    void maxStaleness(long nanos) {
        recency = recency.within(nanos);
    }

    /** How recent the session's reads must be; null while that cannot be told. */
    @Nullable
    Recency recency() {
        if (barrierDue) {
            takeBarrier();
        }
        return barrierDue ? null : recency;
    }

    private void takeBarrier() {
        // Asked for later than the write ended, it is only the safer.
        long now = cache.writeBarrier();
        if (now != ResultCache.BARRIER_UNKNOWN) {
            recency = recency.behind(now, write);
            barrierDue = false;
        }
    }
}
