package io.nearside.bench.stage;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to be closed when the experiment ends, the latest first: by {@link #close}, or when this process ends before
 * that. Thread-safe.
 */
public final class Cleanup implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Cleanup.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Thread shutdownHook = new Thread(this::closeParts, "cleanup");
    private volatile boolean closing;

    public Cleanup() {
        Runtime.getRuntime().addShutdownHook(shutdownHook);
    }

    /** Takes over a part; closes it at once if all is being closed already. */
    public <T extends AutoCloseable> T add(T part) {
        synchronized (this) {
            if (!closing) {
                parts.push(part);
                return part;
            }
        }
        close(part);
        throw new StageException("stopped");
    }

    /** Whether closing has begun: whatever fails from then on fails because of that. */
    public boolean isClosing() {
        return closing;
    }

    @Override
    public void close() {
        closeParts();
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException e) {
            log.trace("closed while this process shuts down", e);
        }
    }

    private synchronized void closeParts() {
        closing = true;
        for (AutoCloseable part = parts.poll(); part != null; part = parts.poll()) {
            close(part);
        }
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            log.warn("cannot close part={}", part, e);
        }
    }
}
