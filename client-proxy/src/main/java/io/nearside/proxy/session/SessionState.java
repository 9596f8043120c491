package io.nearside.proxy.session;

import io.nearside.proxy.cache.OwnWrite;
import io.nearside.proxy.cache.Recency;
import io.nearside.proxy.cache.ResultCache;
import io.nearside.proxy.cache.SessionTraits;
import io.nearside.proxy.pool.OriginIdentity;
import io.nearside.proxy.pool.Place;
import io.nearside.proxy.pool.SessionSettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
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

    /** A session that sets more has a connection of its own. */
    private static final int MOST_REPLAYED = 64;

    /** Stands for bytes that are no character: two names that hold it may be different ones. */
    private static final char UNDECODABLE = '\uFFFD';

    private final ResultCache cache;
    private final SettingsMemo memo;
    private final Consumer<Pin> pins;

    private long capabilities;
    private @Nullable String account;
    private @Nullable String schema;
    private @Nullable SessionSettings settings;
    private @Nullable SessionTraits traits;

    /** From where deterministic SETs have led away since the settings were last known, and which; null: nobody can tell. */
    private @Nullable SessionSettings pathStart;

    private final List<String> path = new ArrayList<>();

    /** The SET statements since the login, in order; of use only while {@link #movable}. */
    private final List<String> replay = new ArrayList<>();

    /** Whether another connection can be brought to the state that this session is in. */
    private boolean movable;

    private boolean loginRelayed;

    /** The version of the origin's accounts at the login. */
    private long accounts;

    private long lastInsertId;

    /** What it gives must be asked for. */
    private boolean lastInsertIdChanged;

    private boolean tainted;
    private boolean writeUnderWay;
    private boolean barrierDue;
    private long writeMark;
    private @Nullable OwnWrite write;
    private Recency recency = Recency.NODES_OWN;

    /** @param pins is told why the session keeps its connection from now on */
    SessionState(ResultCache cache, SettingsMemo memo, Consumer<Pin> pins) {
        this.cache = cache;
        this.memo = memo;
        this.pins = pins;
    }

    /** The login went through, or was done anew: nothing is known. */
    void loggedIn(long capabilities, long accountsVersion) {
        this.capabilities = capabilities;
        accounts = accountsVersion;
        account = null;
        tainted = false;
        recency = recency.within(Recency.NO_BOUND);
        settingsUnknown();
        replay.clear();
        movable = true;
        loginRelayed = false;
        lastInsertId = 0;
        lastInsertIdChanged = false;
    }

    /** The login went through, and what it leads to is known. */
    void loggedIn(long capabilities, long accountsVersion, OriginIdentity identity) {
        loggedIn(capabilities, accountsVersion);
        learned(identity.account(), identity.schema(), identity.settings());
    }

    /** The session was reset at the origin, without another login. */
    void reset() {
        boolean relayed = loginRelayed;
        loggedIn(capabilities, accounts);
        loginRelayed = relayed;
        movable = !relayed;
        replay.add(Place.RESET);
    }

    /** The session goes on with a connection that has logged in later than it did. */
    void movedTo(String account, long accountsVersion) {
        boolean changed = accounts != accountsVersion || !account.equals(this.account);
        accounts = accountsVersion;
        this.account = account;
        if (changed && settings != null) {
            become(settings);
        }
    }

    /** The session has something at the origin that no other connection has. */
    void pin(Pin reason) {
        loginRelayed |= reason == Pin.RELAYED_LOGIN;
        if (movable) {
            movable = false;
            pins.accept(reason);
        }
    }

    /** Whether {@link #place} would be known if the settings were, and the last insert id. */
    boolean isMovableOnceKnown() {
        return movable && !tainted && !writeUnderWay && (settings == null || lastInsertIdChanged);
    }

    /** The state to which a connection must be brought for this session; null if none but its own will do. */
    @Nullable
    Place place() {
        return lastInsertIdChanged ? null : place(lastInsertId);
    }

    /** In which state the session leaves its connection when it ends; null if another cannot be brought from there. */
    @Nullable
    Place placeLeft() {
        Place known = place(Place.ID_UNKNOWN);
        if (known != null) {
            return known;
        }
        boolean unclear = !movable || tainted || writeUnderWay || !isPlain(schema);
        return unclear ? null : new Place(schema, null, replay, Place.ID_UNKNOWN);
    }

    private @Nullable Place place(long insertId) {
        SessionSettings known = settings;
        if (!movable || tainted || writeUnderWay || known == null) {
            return null;
        }
        return known.digest().isEmpty() || !isPlain(schema) ? null : new Place(schema, known, replay, insertId);
    }

    /** Whether the name is the same bytes in all character sets. */
    private static boolean isPlain(@Nullable String name) {
        return name == null || StandardCharsets.US_ASCII.newEncoder().canEncode(name);
    }

    /** A statement may have changed what {@code LAST_INSERT_ID()} gives. */
    void insertIdChanged() {
        lastInsertIdChanged = true;
    }

    boolean isInsertIdUnknown() {
        return lastInsertIdChanged;
    }

    /** What the origin says that {@code LAST_INSERT_ID()} gives. */
    void insertId(long id) {
        lastInsertId = id;
        lastInsertIdChanged = false;
    }

    /** Something ran that may have changed any setting, and the default schema. */
    void forgetSettings(Pin reason) {
        settingsUnknown();
        pin(reason);
    }

    private void settingsUnknown() {
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
        if (settings.digest().isEmpty()) {
            pin(Pin.SETTING);
        }
    }

    private void become(SessionSettings known) {
        settings = known;
        pathStart = known.digest().isEmpty() ? null : known;
        path.clear();
        traits = account != null && known.cacheable()
                ? new SessionTraits(account, accounts, schema, known.digest(), capabilities)
                : null;
    }

    /** A SET went through. */
    void set(String statement, boolean deterministic) {
        if (deterministic) {
            step(statement);
        } else {
            forgetSettings(Pin.SETTING);
        }
    }

    /** The default schema is another now; no setting that answers depend on changes with it. */
    void usedSchema(String schema) {
        this.schema = schema;
        if (settings == null || schema.indexOf(UNDECODABLE) >= 0) {
            settingsUnknown();
        } else {
            become(settings);
        }
    }

    /** Of a SET that runs again and again only the last counts, unless another takes its value from a variable. */
    private void remember(String statement) {
        if (replay.stream().noneMatch(SessionState::copies)) {
            replay.remove(statement);
        }
        replay.add(statement);
    }

    private static boolean copies(String statement) {
        return statement.indexOf("@@", statement.indexOf('=')) >= 0;
    }

    private void step(String statement) {
        if (SessionSettings.isReplayable(statement) && replay.size() < MOST_REPLAYED) {
            remember(statement);
        } else {
            pin(Pin.SETTING);
        }
        if (pathStart == null
                || account == null
                || path.size() == LONGEST_PATH
                || statement.length() > LONGEST_SETTING) {
            settingsUnknown();
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
        forgetSettings(Pin.SESSION_STATE);
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

    /** What the traits are, whether the cache may be used or not; null if that is not known. */
    @Nullable
    SessionTraits unguardedTraits() {
        return traits;
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
