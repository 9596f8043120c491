package io.nearside.bench.attack.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * All truths of a number of statements. Changes go through {@link #commit}, one at a time; between its beginning and its
 * end the old and the new truth are both possible. Thread-safe.
 */
public final class Ledger {
    private static final long OPEN = Long.MAX_VALUE / 4;

    /** Asks the origin itself for the answers to all statements. */
    @FunctionalInterface
    public interface Truths {
        List<Answer> read() throws Exception;
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final LongSupplier clock;
    private final Truths truths;
    private final long bound;
    private final long origin;
    private final List<List<Span>> spans = new ArrayList<>();

    /**
     * Begins with the truths of now; nothing may change meanwhile.
     *
     * @param clock nanoseconds that never go back
     * @param bound how old an answer may be
     */
    public Ledger(LongSupplier clock, Truths truths, Duration bound) throws Exception {
        this.clock = clock;
        this.truths = truths;
        this.bound = bound.toNanos();
        this.origin = clock.getAsLong();
        for (Answer answer : truths.read()) {
            List<Span> history = new ArrayList<>();
            history.add(new Span(answer, -OPEN, OPEN));
            spans.add(history);
        }
    }

    /** Nanoseconds since this ledger was made. */
    public long now() {
        return clock.getAsLong() - origin;
    }

    /** Makes a change, and gives what the change itself gives and the truths after it. */
    public <T> Commit<T> commit(Callable<T> change) throws Exception {
        lock.lock();
        try {
            long began = now();
            T outcome = change.call();
            long ended = now();
            List<Answer> after = truths.read();
            for (int i = 0; i < after.size(); i++) {
                List<Span> history = spans.get(i);
                Span last = history.get(history.size() - 1);
                if (!last.answer().equals(after.get(i))) {
                    history.set(history.size() - 1, last.until(ended));
                    history.add(new Span(after.get(i), began, OPEN));
                }
            }
            return new Commit<>(outcome, after);
        } finally {
            lock.unlock();
        }
    }

    /** The outcome of a change and the truths after it. */
    public record Commit<T>(T outcome, List<Answer> after) {
        public Commit {
            after = List.copyOf(after);
        }
    }

    /** Those that no moment allowed explains. */
    public List<Observation> wrong(List<Observation> observations) {
        lock.lock();
        try {
            return observations.stream().filter(one -> !isTrue(one)).toList();
        } finally {
            lock.unlock();
        }
    }

    private boolean isTrue(Observation one) {
        List<Span> history = spans.get(one.read());
        for (int i = history.size() - 1; i >= 0; i--) {
            Span span = history.get(i);
            if (span.answer().equals(one.answer()) && span.meets(one.began() - bound, one.ended())) {
                return true;
            }
        }
        return false;
    }

    /** The newest truth of a statement. */
    public Answer latest(int read) {
        lock.lock();
        try {
            List<Span> history = spans.get(read);
            return history.get(history.size() - 1).answer();
        } finally {
            lock.unlock();
        }
    }

    /** When a wrong answer was asked for, and when each truth held, in a few lines. */
    public String history(Observation wrong) {
        lock.lock();
        try {
            StringBuilder text = new StringBuilder(
                    "  asked at %.3f ms, answered at %.3f ms%n".formatted(wrong.began() / 1e6, wrong.ended() / 1e6));
            for (Span span : spans.get(wrong.read())) {
                text.append("  true from %s to %s: %d rows%s%n"
                        .formatted(
                                millis(span.from()),
                                millis(span.to()),
                                span.answer().rows().size(),
                                span.answer().equals(wrong.answer()) ? ", the answer that was got" : ""));
            }
            return text.toString();
        } finally {
            lock.unlock();
        }
    }

    private static String millis(long nanos) {
        return Math.abs(nanos) >= OPEN ? "ever" : "%.3f ms".formatted(nanos / 1e6);
    }
}
