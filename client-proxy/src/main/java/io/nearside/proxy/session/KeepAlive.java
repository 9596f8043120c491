package io.nearside.proxy.session;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When a session that is answered from the cache must be shown to the origin, which hears nothing of it and would end the
 * connection as idle ({@code wait_timeout}) while its client is at work.
 *
 * <p>Owned by the session's event loop.
 */
final class KeepAlive {
    /** Of the time the origin waits: early enough for a slow network. */
    private static final int SHARE = 3;

    private final LongSupplier nanoTime;
    private long lastSent;

    KeepAlive(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Something was sent to the origin. */
    void sent() {
        lastSent = nanoTime.getAsLong();
    }

    /** Whether to send something just to be heard, under these settings. */
    boolean isDue(@Nullable SessionSettings settings) {
        return settings != null
                && nanoTime.getAsLong() - lastSent > TimeUnit.SECONDS.toNanos(settings.waitSeconds()) / SHARE;
    }
}
