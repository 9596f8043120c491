package io.nearside.bench.experiment;

import io.nearside.bench.stage.Progress;
import io.nearside.bench.stage.Region;
import io.nearside.bench.stage.Site;
import io.nearside.bench.stage.Stage;
import io.nearside.bench.stage.StageException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Changes the row that the lookup reads, by a plain connection to the origin, while in every region somebody reads it
 * from the node again and again: how long until each sees the new value, counted from the acknowledged commit.
 */
final class RowChange {
    static final String UPDATE = "UPDATE employees SET last_name = 'Nearside' WHERE emp_no = 10001";
    /** Of another row, and to another value each time. */
    private static final String WARM_UP = "UPDATE employees SET last_name = 'Nearside%d' WHERE emp_no = 10002";

    private static final int WARM_UP_TIMES = 20;
    private static final Duration BETWEEN_WARM_UPS = Duration.ofMillis(100);

    static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration BETWEEN_READS = Duration.ofMillis(1);
    private static final int READS_BEFORE = 200;
    /** How long readers go on after the last of them saw the new value, to see whether the old one comes back. */
    private static final Duration AFTERWARDS = Duration.ofMillis(500);

    private final Threads threads;
    private final Stage stage;
    private volatile boolean ended;

    RowChange(Threads threads, Stage stage) {
        this.threads = threads;
        this.stage = stage;
    }

    /** Changes another row, so that neither origin nor nodes meet the first change of their lives when it counts. */
    static void warmUp(Client beside) throws SQLException, InterruptedException {
        try (Connection connection = beside.connect();
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < WARM_UP_TIMES; i++) {
                statement.executeUpdate(WARM_UP.formatted(i));
                Thread.sleep(BETWEEN_WARM_UPS.toMillis());
            }
        }
    }

    /** Milliseconds per region; not a number where the new value was not served within {@link #LIMIT}. */
    Map<Region, Double> run(Question before, Progress progress) throws SQLException, InterruptedException {
        List<Reader> readers = new ArrayList<>();
        List<Future<Reader>> running = new ArrayList<>();
        for (Site site : stage.sites()) {
            Reader reader = new Reader(site, before.answer());
            readers.add(reader);
            running.add(threads.start(reader::readOn));
        }
        long committed;
        try {
            for (int i = 0; i < readers.size(); i++) {
                await(readers.get(i).begun, running.get(i));
            }
            progress.say("change: " + UPDATE);
            committed = update();
            for (Reader reader : readers) {
                long left = committed + LIMIT.toNanos() - System.nanoTime();
                reader.saw.await(left, TimeUnit.NANOSECONDS);
            }
            Thread.sleep(AFTERWARDS.toMillis());
        } finally {
            ended = true;
        }
        Map<Region, Double> visible = new EnumMap<>(Region.class);
        for (Future<Reader> one : running) {
            Reader reader = Threads.result(one);
            visible.put(reader.site.region(), reader.millisSince(committed));
        }
        return visible;
    }

    private static void await(CountDownLatch latch, Future<?> reader) throws InterruptedException {
        while (!latch.await(100, TimeUnit.MILLISECONDS)) {
            if (reader.isDone()) {
                Threads.result(reader);
            }
        }
    }

    /** Commits the change; returns when that was acknowledged. */
    private long update() throws SQLException {
        try (Connection connection = new Client(stage.origin().port()).connect();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(UPDATE);
            return System.nanoTime();
        }
    }

    /** Reads from one node until told to end. */
    private final class Reader {
        private final Site site;
        private final List<List<String>> oldAnswer;
        private final CountDownLatch begun = new CountDownLatch(READS_BEFORE);
        private final CountDownLatch saw = new CountDownLatch(1);
        private volatile long sawAt;

        Reader(Site site, List<List<String>> oldAnswer) {
            this.site = site;
            this.oldAnswer = oldAnswer;
        }

        Reader readOn() throws SQLException {
            try (Connection connection = new Client(site.clientPort()).connect();
                    Statement statement = connection.createStatement()) {
                while (!ended) {
                    boolean isOld = Client.ask(statement, Query.LOOKUP.sql()).equals(oldAnswer);
                    if (!isOld && saw.getCount() > 0) {
                        sawAt = System.nanoTime();
                        saw.countDown();
                    } else if (isOld && saw.getCount() == 0) {
                        throw new StageException("the node of " + site.region().title()
                                + " served the old row after it had served the new one");
                    }
                    begun.countDown();
                    LockSupport.parkNanos(BETWEEN_READS.toNanos());
                }
            }
            return this;
        }

        double millisSince(long committed) {
            if (saw.getCount() > 0) {
                return Double.NaN;
            }
            // A reader may have the new value before the one who committed has the acknowledgement.
            return Math.max(0, sawAt - committed) / 1e6;
        }
    }
}
