package io.nearside.proxy.pool;

import io.nearside.proxy.wire.Capability;
import io.nearside.proxy.wire.GreetingPacket;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** How the origin greets, as it did last, so that clients can be greeted in its name without a trip to it. Thread-safe. */
public final class KnownOrigin {
    private final AtomicReference<@Nullable GreetingPacket> last = new AtomicReference<>();

    /** The origin's last greeting; null if there was none. */
    public @Nullable GreetingPacket greeting() {
        return last.get();
    }

    public void greeted(GreetingPacket greeting) {
        last.set(greeting);
    }

    /** What a node offers to clients of an origin that offers this: what it relays, and what it does itself. */
    public static int offered(GreetingPacket greeting, int ofNode) {
        return (greeting.capabilities() & ~Capability.NOT_OFFERED) | ofNode;
    }
}
