package io.nearside.proxy.session;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a node by the ids that its clients know. Ids begin where those of an origin's connections do not reach, and
 * are others at each node, so that a KILL that comes to the wrong one hits nobody. Thread-safe.
 */
final class Sessions {
    private static final int FIRST_ID = 0x4000_0000;
    private static final int NODE_BITS = 12;
    private static final int NUMBER_BITS = 18;

    private final ConcurrentMap<Integer, Session> open = new ConcurrentHashMap<>();
    private final AtomicInteger last = new AtomicInteger();
    private final int node;

    Sessions(RandomGenerator random) {
        node = FIRST_ID | random.nextInt(1 << NODE_BITS) << NUMBER_BITS;
    }

    /** The id that the session has from now on, until it is {@link #closed}. */
    int opened(Session session) {
        while (true) {
            int id = node | (last.incrementAndGet() & ((1 << NUMBER_BITS) - 1));
            if (open.putIfAbsent(id, session) == null) {
                return id;
            }
        }
    }

    void closed(int id) {
        open.remove(id);
    }

    @Nullable
    Session find(long id) {
        return id >= FIRST_ID && id <= Integer.MAX_VALUE ? open.get((int) id) : null;
    }
}
