package io.nearside.proxy.pool;

import io.nearside.proxy.origin.OriginConnection;
import io.nearside.proxy.origin.OriginListener;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection that has logged in, with whoever has it. Owned by one event loop.
 */
public final class PooledConnection implements OriginListener {
    private final OriginPool pool;
    private final LoginKey key;
    private final OriginConnection connection;
    private final PoolLimits.Permit permit;
    private OriginIdentity atLogin;
    private long version;
    private Place place;
    private @Nullable Tenant tenant;
    private long restingSinceNanos;
    private boolean touched;
    private boolean closed;

    PooledConnection(
            OriginPool pool,
            LoginKey key,
            OriginConnection connection,
            PoolLimits.Permit permit,
            OriginLogin.Done login) {
        this.pool = pool;
        this.key = key;
        this.connection = connection;
        this.permit = permit;
        this.atLogin = login.identity();
        this.version = login.version();
        this.place = new Place(atLogin.schema(), atLogin.settings(), List.of(), 0);
    }

    public OriginConnection connection() {
        return connection;
    }

    public LoginKey key() {
        return key;
    }

    /** The account, and the settings that its login left. */
    public OriginIdentity atLogin() {
        return atLogin;
    }

    /** The version of the origin's accounts, as it was known before the login. */
    public long version() {
        return version;
    }

    /** It has logged in anew. */
    void atLogin(OriginIdentity now, long withVersion) {
        atLogin = now;
        version = withVersion;
    }

    /** Whether accounts may have changed since its login: it must log in anew before it is another session's. */
    public boolean isOutdated() {
        return version != pool.accountsVersion();
    }

    long accountsVersion() {
        return pool.accountsVersion();
    }

    /** A session has written here: what triggers do beside cannot be known. */
    public void touched() {
        touched = true;
    }

    void touched(boolean now) {
        touched = now;
    }

    boolean isTouched() {
        return touched;
    }

    /** Whether a reset is known to lead where the login led, or not known not to. */
    boolean isResettable() {
        return !pool.isChangedByReset(key);
    }

    void notResettable() {
        pool.changedByReset(key);
    }

    Place place() {
        return place;
    }

    void place(Place now) {
        place = now;
    }

    /** In which state it is or would be left; null if its tenant keeps it. */
    @Nullable
    Place offered() {
        Tenant has = tenant;
        return has == null ? place : has.place();
    }

    /** Whose it is from now on; null: nobody's. */
    void occupy(@Nullable Tenant by) {
        tenant = by;
    }

    boolean isFree() {
        return tenant == null;
    }

    /** Others wait: a tenant who rests may find out what keeps it from going on with another. Whether it does. */
    boolean settle() {
        return tenant != null && tenant.settle();
    }

    /** Takes the connection from a tenant who rests, if that can be; its state is then {@link #offered}'s. */
    boolean vacate() {
        Tenant has = tenant;
        Place left = has == null ? place : has.place();
        if (left == null) {
            return false;
        }
        if (has != null) {
            has.vacate();
            place = left;
            tenant = null;
        }
        return true;
    }

    /** The tenant has nothing under way at the origin: another may ask for the connection. */
    public void rest() {
        if (!closed) {
            restingSinceNanos = System.nanoTime();
            pool.resting(this);
        }
    }

    /** Since when nothing ran. */
    long restingSinceNanos() {
        return restingSinceNanos;
    }

    /** The tenant needs it no more and leaves it in this state. */
    public void giveBack(Place left) {
        place = left;
        touched |= left.settings() == null;
        tenant = null;
        rest();
    }

    /** Nobody knows in which state it is. */
    public void discard() {
        tenant = null;
        connection.close();
    }

    @Override
    public void onReadComplete() {
        if (tenant != null) {
            tenant.onReadComplete();
        } else {
            connection.flush();
        }
    }

    @Override
    public void onWritable(boolean writable) {
        if (tenant != null) {
            tenant.onWritable(writable);
        }
    }

    @Override
    public void onFailure() {
        if (tenant != null) {
            tenant.onFailure();
        }
    }

    @Override
    public void onClosed() {
        closed = true;
        pool.closed(this);
        permit.release();
        Tenant had = tenant;
        tenant = null;
        if (had != null) {
            had.onClosed();
        }
    }
}
