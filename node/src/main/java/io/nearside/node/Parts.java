package io.nearside.node;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a process is made of, in the order of its start, so that it is stopped in reverse. Not thread-safe. */
final class Parts implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Parts.class);

    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    /** Builds a process of parts; if that fails, what was started already is stopped. */
    static <P> P build(Function<Parts, P> process) {
        Parts parts = new Parts();
        try {
            return process.apply(parts);
        } catch (RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    <T extends AutoCloseable> T add(T part) {
        started.push(part);
        return part;
    }

    <T> T add(T part, Consumer<T> stop) {
        started.push(() -> stop.accept(part));
        return part;
    }

    /** Stops everything, whatever fails. */
    @Override
    public void close() {
        while (!started.isEmpty()) {
            AutoCloseable part = started.pop();
            try {
                part.close();
            } catch (Exception e) {
                log.warn("stopping a part of the process failed", e);
            }
        }
    }
}
