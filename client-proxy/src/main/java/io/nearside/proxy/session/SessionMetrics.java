package io.nearside.proxy.session;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.nearside.proxy.sql.DenyReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** What sessions count. Thread-safe. */
public final class SessionMetrics {
    private final AtomicInteger sessions = new AtomicInteger();
    private final Counter hits;
    private final Counter fills;
    private final Counter settings;
    private final Map<DenyReason, Counter> forwards = new EnumMap<>(DenyReason.class);
    private final Counter ineligible;
    private final Counter commands;
    private final Counter malformed;
    private final Counter loginsRefused;
    private final Counter originUnreachable;
    private final Counter originLost;
    private final Map<Pin, Counter> pins = new EnumMap<>(Pin.class);
    private final Counter loginsLocal;
    private final Counter loginsAtOrigin;

    public SessionMetrics(MeterRegistry registry) {
        Gauge.builder("nearside.sessions", sessions, AtomicInteger::get).register(registry);
        hits = statements(registry, "hit", "none");
        fills = statements(registry, "fill", "none");
        settings = statements(registry, "node_setting", "none");
        for (DenyReason reason : DenyReason.values()) {
            forwards.put(reason, statements(registry, "forward", reason.label()));
        }
        ineligible = statements(registry, "forward", "session_state");
        commands = registry.counter("nearside.commands.forwarded");
        malformed = registry.counter("nearside.packets.malformed");
        loginsRefused = registry.counter("nearside.logins.refused");
        originUnreachable = registry.counter("nearside.origin.unreachable");
        loginsLocal = registry.counter("nearside.logins", "judge", "node");
        loginsAtOrigin = registry.counter("nearside.logins", "judge", "origin");
        for (Pin pin : Pin.values()) {
            pins.put(pin, registry.counter("nearside.sessions.pinned", "reason", pin.label()));
        }
        originLost = registry.counter("nearside.origin.connections.lost");
    }

    private static Counter statements(MeterRegistry registry, String decision, String reason) {
        return registry.counter("nearside.statements", "decision", decision, "reason", reason);
    }

    void opened() {
        sessions.incrementAndGet();
    }

    void closed() {
        sessions.decrementAndGet();
    }

    void hit() {
        hits.increment();
    }

    void fill() {
        fills.increment();
    }

    /** A statement set something of the node's own. */
    void setting() {
        settings.increment();
    }

    /** A statement went to the origin and its answer was not kept; {@link DenyReason#NONE}: the cache said so. */
    void forward(DenyReason reason) {
        Objects.requireNonNull(forwards.get(reason)).increment();
    }

    /** A statement of which nothing is known went to the origin. */
    void forwardUnread() {
        forward(DenyReason.UNREADABLE);
    }

    /** A cacheable statement went to the origin as the session was in no state to use the cache. */
    void forwardIneligible() {
        ineligible.increment();
    }

    /** A command other than a statement went to the origin. */
    void command() {
        commands.increment();
    }

    void malformed() {
        malformed.increment();
    }

    void loginRefused() {
        loginsRefused.increment();
    }

    /** A client was let in by what was known of its account. */
    void loginLocal() {
        loginsLocal.increment();
    }

    /** A client was let in by the origin. */
    void loginAtOrigin() {
        loginsAtOrigin.increment();
    }

    /** A session keeps its connection from now on. */
    void pinned(Pin pin) {
        Objects.requireNonNull(pins.get(pin)).increment();
    }

    void originUnreachable() {
        originUnreachable.increment();
    }

    void originLost() {
        originLost.increment();
    }
}
