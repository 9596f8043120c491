package io.nearside.proxy.pool;

import io.nearside.proxy.origin.OriginConnection;
import io.nearside.proxy.origin.OriginConnector;
import io.nearside.proxy.pool.PoolMetrics.Way;
import io.nearside.proxy.wire.ErrPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections to the origin of one event loop's sessions. A session keeps its connection while it rests, and loses it
 * when another needs one: so a few connections serve many sessions, and a session that is alone never waits for its state to
 * be set anew.
 *
 * <p>Owned by the event loop; {@link #permitFree} and {@link #spare} may be called on any thread.
 */
public final class OriginPool {
    /** What the pools of a node share. */
    public record Shared(
            OriginConnector connector, PoolLimits limits, LongSupplier accountsVersion, PoolMetrics metrics) {}

    /** Who waits: one of the outcomes is called, once, on the event loop. */
    private interface Waiting {
        /** Whether the one that waits is still there; if not, it is {@link #refused}. */
        boolean isWaiting();

        /** There will be nothing. Takes over the error, a whole packet of any number; empty if nobody waits for it. */
        void refused(ByteBuf error);
    }

    /** Who waits for a connection. */
    public interface Receiver extends Waiting {
        /** Has the connection now, in the state that was wanted. */
        void ready(PooledConnection connection);
    }

    /** Who waits for leave to open a connection by itself. */
    public interface Permitted extends Waiting {
        void granted(PoolLimits.Permit permit);
    }

    /** What is waited for. */
    private abstract static class Request {
        private final Waiting waiting;
        private long sinceNanos;

        Request(Waiting waiting) {
            this.waiting = waiting;
        }

        /** Requests of one queue are served in order. */
        abstract Object queue();

        abstract String user();

        /** Whether it could be given what it waits for, or is being. */
        abstract boolean serve();
    }

    private static final int MOST_KEYS = 1_000;
    private static final long LOOK_MILLIS = 50;
    private static final long SWEEP_SECONDS = 10;

    /** No login takes longer. */
    private static final Duration LOGIN_TIMEOUT = Duration.ofSeconds(10);

    /** A session that has run something within this time is likely to run more. */
    private static final long ACTIVE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** So long may a session rest before its connection is free for good. */
    private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** So long may a connection be free before it is closed. */
    private static final long FREE_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final EventLoop loop;
    private final Shared shared;
    private final PoolLimits limits;

    /** Free, or with a tenant; the one that has rested longest first. */
    private final LinkedHashSet<PooledConnection> resting = new LinkedHashSet<>();

    private final Map<Object, ArrayDeque<Request>> waiting = new LinkedHashMap<>();
    /** Logins that a reset does not lead back to: it leaves the server's default collation, for one. */
    private final Set<LoginKey> changedByReset = new HashSet<>();

    private final AtomicBoolean looking = new AtomicBoolean();
    private final AtomicBoolean sparing = new AtomicBoolean();
    private @Nullable Future<?> deadline;
    private @Nullable Future<?> sweep;
    private int connections;
    private boolean serving;
    private boolean closed;

    public OriginPool(EventLoop loop, Shared shared) {
        this.loop = loop;
        this.shared = shared;
        this.limits = shared.limits();
        limits.add(this);
    }

    /** Gives a connection in the state that is wanted, now or later. */
    public void acquire(LoginKey key, Place want, Tenant tenant, Receiver receiver) {
        acquire(new ConnectionRequest(key, want, tenant, receiver));
    }

    /** Gives leave to open a connection for a user, now or later. */
    public void permit(String user, Permitted permitted) {
        acquire(new PermitRequest(user, permitted));
    }

    private void acquire(Request request) {
        if (waiting.containsKey(request.queue()) || !request.serve()) {
            request.sinceNanos = System.nanoTime();
            waiting.computeIfAbsent(request.queue(), queue -> new ArrayDeque<>())
                    .add(request);
            shared.metrics().waits();
            settleOne(request);
            starve();
            watch();
        }
    }

    /** Who asked to {@link #renew}. */
    public interface Renewal {
        void proved(OriginLogin.Done login);

        /**
         * The account may count no more.
         *
         * @param error its number; 0 if there was no room to ask
         */
        void failed(int error);
    }

    /** Logs in once more, off every client's path, and keeps the connection for whom it may serve. */
    public void renew(LoginKey key, @Nullable String schema, Renewal renewal) {
        PoolLimits.Permit permit = limits.take(key.user());
        if (permit == null) {
            renewal.failed(0);
            return;
        }
        long version = accountsVersion();
        OriginOpener.open(shared.connector(), loop, key, schema, LOGIN_TIMEOUT, new OriginOpener.Listener() {
            @Override
            public void opened(OriginConnection connection, OriginIdentity identity, int serverStatus) {
                OriginLogin.Done login = new OriginLogin.Done(identity, serverStatus, version);
                renewal.proved(login);
                if (connection.isClosed()) {
                    permit.release();
                } else {
                    adopt(key, connection, permit, login, null).rest();
                }
            }

            @Override
            public void failed(ByteBuf error) {
                permit.release();
                renewal.failed(ErrPacket.codeOf(error));
                error.release();
            }
        });
    }

    /** Takes in a connection that a session has opened and has now. */
    public PooledConnection adopt(
            LoginKey key,
            OriginConnection connection,
            PoolLimits.Permit permit,
            OriginLogin.Done login,
            @Nullable Tenant tenant) {
        PooledConnection pooled = new PooledConnection(this, key, connection, permit, login);
        pooled.occupy(tenant);
        connection.listener(pooled);
        connections++;
        watchResting();
        return pooled;
    }

    boolean isChangedByReset(LoginKey key) {
        return changedByReset.contains(key);
    }

    void changedByReset(LoginKey key) {
        if (changedByReset.size() >= MOST_KEYS) {
            changedByReset.clear();
        }
        changedByReset.add(key);
    }

    long accountsVersion() {
        return shared.accountsVersion().getAsLong();
    }

    // ---- requests

    private final class PermitRequest extends Request {
        /** Not equal to any key of a connection. */
        private record Queue(String user) {}

        private final Queue queue;
        private final Permitted permitted;

        PermitRequest(String user, Permitted permitted) {
            super(permitted);
            this.queue = new Queue(user);
            this.permitted = permitted;
        }

        @Override
        Object queue() {
            return queue;
        }

        @Override
        String user() {
            return queue.user();
        }

        @Override
        boolean serve() {
            PoolLimits.Permit permit = limits.take(user());
            if (permit == null) {
                makeRoom(this);
                return false;
            }
            permitted.granted(permit);
            return true;
        }
    }

    private final class ConnectionRequest extends Request {
        private final LoginKey key;
        private final Place want;
        private final Tenant tenant;
        private final Receiver receiver;

        ConnectionRequest(LoginKey key, Place want, Tenant tenant, Receiver receiver) {
            super(receiver);
            this.key = key;
            this.want = want;
            this.tenant = tenant;
            this.receiver = receiver;
        }

        @Override
        Object queue() {
            return key;
        }

        @Override
        String user() {
            return key.user();
        }

        @Override
        boolean serve() {
            if (prepare(Fit.SAME) || prepare(Fit.NEAR)) {
                return true;
            }
            PoolLimits.Permit permit = limits.take(user());
            if (permit != null) {
                shared.metrics().given(Way.OPENED);
                open(permit);
                return true;
            }
            if (prepare(Fit.ANY)) {
                return true;
            }
            makeRoom(this);
            return false;
        }

        private boolean prepare(Fit fit) {
            PooledConnection found = take(key, want, fit);
            if (found == null) {
                return false;
            }
            shared.metrics().given(Preparation.way(found, want));
            prepare(found);
            return true;
        }

        private void prepare(PooledConnection connection) {
            connection.occupy(tenant);
            Preparation.run(connection, want, error -> {
                if (error != null) {
                    connection.discard();
                    receiver.refused(error);
                } else if (receiver.isWaiting()) {
                    receiver.ready(connection);
                } else {
                    connection.giveBack(connection.place());
                    receiver.refused(Unpooled.EMPTY_BUFFER);
                }
            });
        }

        private void open(PoolLimits.Permit permit) {
            long version = accountsVersion();
            OriginOpener.open(shared.connector(), loop, key, want.schema(), LOGIN_TIMEOUT, new OriginOpener.Listener() {
                @Override
                public void opened(OriginConnection connection, OriginIdentity identity, int serverStatus) {
                    if (connection.isClosed()) {
                        failed(ErrPacket.originLost().encode(ByteBufAllocator.DEFAULT, 0, true));
                        return;
                    }
                    OriginLogin.Done login = new OriginLogin.Done(identity, serverStatus, version);
                    prepare(adopt(key, connection, permit, login, tenant));
                }

                @Override
                public void failed(ByteBuf error) {
                    permit.release();
                    receiver.refused(error);
                }
            });
        }
    }

    /** How much may have to be done before a connection is in the state that is wanted. */
    private enum Fit {
        SAME {
            @Override
            boolean test(PooledConnection has, Place left, Place want) {
                return Preparation.isNone(has, left, want);
            }
        },
        /** To change a connection is less than to open one; but sessions that take turns need connections of their own. */
        NEAR {
            @Override
            boolean test(PooledConnection has, Place left, Place want) {
                boolean rested = System.nanoTime() - has.restingSinceNanos() >= ACTIVE_NANOS;
                return has.isFree() || (rested && Preparation.isShort(has, left, want));
            }
        },
        ANY {
            @Override
            boolean test(PooledConnection has, Place left, Place want) {
                return true;
            }
        };

        abstract boolean test(PooledConnection has, Place left, Place want);
    }

    private @Nullable PooledConnection take(LoginKey key, Place want, Fit fit) {
        for (Iterator<PooledConnection> each = resting.iterator(); each.hasNext(); ) {
            PooledConnection candidate = each.next();
            Place left = candidate.key().equals(key) ? candidate.offered() : null;
            if (left != null && fit.test(candidate, left, want) && candidate.vacate()) {
                each.remove();
                return candidate;
            }
        }
        return null;
    }

    /** Closes what others do not need now; {@link #permitFree} tells when there is room. */
    private void makeRoom(Request request) {
        for (PooledConnection candidate : List.copyOf(resting)) {
            boolean helps = limits.isFull() || candidate.key().user().equals(request.user());
            if (helps && !candidate.key().equals(request.queue()) && candidate.vacate()) {
                resting.remove(candidate);
                candidate.discard();
                return;
            }
        }
    }

    /** Has a session that rests find out what keeps its connection from being another's. */
    private void settleOne(Request request) {
        for (PooledConnection candidate : List.copyOf(resting)) {
            if (candidate.key().user().equals(request.user()) && candidate.settle()) {
                return;
            }
        }
    }

    // ---- what becomes of them

    /** Closes every connection that no session uses, now and from now on. */
    public void close() {
        closed = true;
        for (PooledConnection candidate : List.copyOf(resting)) {
            if (candidate.isFree()) {
                candidate.discard();
            }
        }
    }

    void resting(PooledConnection connection) {
        if (closed && connection.isFree()) {
            connection.discard();
            return;
        }
        resting.remove(connection);
        resting.add(connection);
        if (!waiting.isEmpty()) {
            lookAgain();
        }
    }

    void closed(PooledConnection connection) {
        resting.remove(connection);
        connections--;
    }

    /** On any thread: somewhere a connection was closed, so that another may be opened. */
    void permitFree() {
        if (!loop.isShuttingDown() && looking.compareAndSet(false, true)) {
            loop.execute(() -> {
                looking.set(false);
                lookAgain();
            });
        }
    }

    /** On any thread: another event loop's sessions have none. */
    void spare() {
        if (!loop.isShuttingDown() && sparing.compareAndSet(false, true)) {
            loop.execute(() -> {
                sparing.set(false);
                if (waiting.isEmpty()) {
                    spareOne();
                }
            });
        }
    }

    private void spareOne() {
        for (PooledConnection candidate : List.copyOf(resting)) {
            if (candidate.vacate()) {
                resting.remove(candidate);
                candidate.discard();
                return;
            }
        }
        for (PooledConnection candidate : List.copyOf(resting)) {
            if (candidate.settle()) {
                return;
            }
        }
    }

    /** Serves who waits, the queues in turn. */
    private void lookAgain() {
        if (serving) {
            return;
        }
        serving = true;
        try {
            boolean served;
            do {
                served = false;
                for (Object queue : List.copyOf(waiting.keySet())) {
                    served |= serveOne(queue);
                }
            } while (served);
        } finally {
            serving = false;
        }
        starve();
    }

    private boolean serveOne(Object queue) {
        ArrayDeque<Request> requests = waiting.get(queue);
        Request first = requests == null ? null : requests.peek();
        if (requests == null || first == null) {
            return false;
        }
        if (!first.waiting.isWaiting()) {
            remove(queue, requests);
            first.waiting.refused(Unpooled.EMPTY_BUFFER);
            return true;
        }
        if (!first.serve()) {
            return false;
        }
        remove(queue, requests);
        return true;
    }

    private void remove(Object queue, ArrayDeque<Request> requests) {
        Request done = requests.remove();
        shared.metrics().waited(System.nanoTime() - done.sinceNanos);
        if (requests.isEmpty()) {
            waiting.remove(queue);
        }
    }

    private void starve() {
        if (!waiting.isEmpty() && connections == 0) {
            limits.starved(this);
        }
    }

    // ---- patience

    private void watch() {
        if (deadline == null && !waiting.isEmpty()) {
            // Sessions that rest let go of their connections after a while, of which nobody tells.
            deadline = loop.schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        deadline = null;
        lookAgain();
        for (Object queue : List.copyOf(waiting.keySet())) {
            ArrayDeque<Request> requests = waiting.get(queue);
            if (requests != null) {
                expire(queue, requests);
            }
        }
        watch();
    }

    private void expire(Object queue, ArrayDeque<Request> requests) {
        long waitNanos = limits.settings().waitTimeout().toNanos();
        while (!requests.isEmpty() && System.nanoTime() - requests.element().sinceNanos >= waitNanos) {
            Request late = requests.element();
            remove(queue, requests);
            shared.metrics().timedOut();
            late.waiting.refused(
                    ErrPacket.noConnectionFree(limits.settings()).encode(ByteBufAllocator.DEFAULT, 0, true));
        }
        if (!requests.isEmpty()) {
            settleOne(requests.element());
            limits.starved(this);
        }
    }

    private void watchResting() {
        if (sweep == null) {
            sweep = loop.schedule(this::sweep, SWEEP_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Frees what sessions have not needed for long, closes what nobody has, and keeps the rest from being closed. */
    private void sweep() {
        sweep = null;
        long now = System.nanoTime();
        for (PooledConnection candidate : List.copyOf(resting)) {
            long rested = now - candidate.restingSinceNanos();
            if (candidate.isFree()) {
                if (rested > FREE_NANOS || candidate.isOutdated()) {
                    resting.remove(candidate);
                    candidate.discard();
                } else {
                    Ping.send(candidate.connection());
                }
            } else if (rested > KEPT_NANOS && candidate.vacate()) {
                candidate.giveBack(candidate.place());
            }
        }
        if (connections > 0) {
            watchResting();
        }
    }
}
