package io.nearside.cdc.log;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A change log in this process's memory, for tests. It forgets its oldest batches as the ring does, can lose everything
 * ({@link #clear}), and can be told to fail appends with or without having done them. Thread-safe.
 */
public final class TestingChangeLog implements ChangeLog {
    /** What the next append does. */
    public enum Append {
        WORKS,
        /** Adds nothing and throws. */
        FAILS,
        /** Adds the batches and throws all the same: the writer cannot know. */
        FAILS_AFTER_ADDING
    }

    private final int capacity;
    private final List<LogBatch> items = new ArrayList<>();
    private long oldest;
    private Append nextAppend = Append.WORKS;

    public TestingChangeLog() {
        this(Integer.MAX_VALUE);
    }

    public TestingChangeLog(int capacity) {
        this.capacity = capacity;
    }

    public synchronized void nextAppend(Append behavior) {
        nextAppend = behavior;
    }

    /** Loses everything and starts over at 0, as the ring does when all members were restarted. */
    public synchronized void clear() {
        items.clear();
        oldest = 0;
    }

    /** Everything held, oldest first. */
    public synchronized List<LogBatch> batches() {
        return List.copyOf(items);
    }

    @Override
    public synchronized long append(List<LogBatch> batches) {
        Append behavior = nextAppend;
        nextAppend = Append.WORKS;
        if (behavior != Append.FAILS) {
            // Through the codec, as in the ring: what cannot be encoded must fail here too.
            batches.forEach(batch -> items.add(LogBatchCodec.decode(LogBatchCodec.encode(batch))));
            while (items.size() > capacity) {
                items.remove(0);
                oldest++;
            }
            notifyAll();
        }
        if (behavior != Append.WORKS) {
            throw new ChangeLogException("told to fail", new IllegalStateException("told to fail"));
        }
        return newest();
    }

    @Override
    public synchronized long oldest() {
        return oldest;
    }

    @Override
    public synchronized long newest() {
        return oldest + items.size() - 1;
    }

    @Override
    public synchronized Read read(long from, int most, long waitMillis) {
        awaitItem(from, waitMillis);
        if (from == newest() + 1) {
            return new Read(List.of(), from);
        }
        long start = from < oldest || from > newest() + 1 ? oldest : from;
        int first = (int) (start - oldest);
        int end = first + Math.min(items.size() - first, most);
        return new Read(items.subList(first, end), oldest + end);
    }

    private synchronized void awaitItem(long number, long millis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            long left = millis;
            while (number == newest() + 1 && left > 0) {
                wait(left);
                left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChangeLogException("interrupted while reading the change log", e);
        }
    }
}
