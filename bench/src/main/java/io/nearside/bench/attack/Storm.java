package io.nearside.bench.attack;

import io.nearside.bench.attack.grammar.Dice;
import io.nearside.bench.attack.grammar.Profile;
import io.nearside.bench.attack.grammar.Read;
import io.nearside.bench.attack.grammar.Schema;
import io.nearside.bench.attack.grammar.Step;
import io.nearside.bench.attack.grammar.WriteMaker;
import io.nearside.bench.attack.ledger.Answer;
import io.nearside.bench.attack.ledger.Ledger;
import io.nearside.bench.attack.ledger.Observation;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Readers and writers at once for a while; all that is read is judged by a ledger. */
final class Storm {
    /** What a storm found. The steps are those that were made until then, in their order. */
    record Finding(String what, int read, Answer truth, Answer got, String history, List<Step> steps) {
        Finding {
            steps = List.copyOf(steps);
        }
    }

    private static final Duration LENGTH = Duration.ofMillis(2_500);
    /** Clocks of different processes tick alike, but not quite. */
    private static final Duration SLACK = Duration.ofMillis(30);

    private static final int READERS = 3;
    private static final int WRITERS = 2;
    private static final int BATCH = 100;
    private static final int LONGEST_PAUSE_MILLIS = 60;

    private final Lab lab;
    private final String database;
    private final Schema schema;
    private final List<Read> reads;
    private final List<Profile> profiles;
    private final Ledger ledger;
    private final Tally tally;
    private final AtomicReference<@Nullable Finding> finding = new AtomicReference<>();
    private final List<Step> steps = new ArrayList<>();
    private final long end = System.nanoTime() + LENGTH.toNanos();

    Storm(Lab lab, String database, Schema schema, List<Read> reads, List<Profile> profiles, Desk direct, Tally tally)
            throws Exception {
        this.lab = lab;
        this.database = database;
        this.schema = schema;
        this.reads = reads;
        this.profiles = profiles;
        this.tally = tally;
        this.ledger = new Ledger(System::nanoTime, () -> direct.askAll(reads), Lab.MAX_STALENESS.plus(SLACK));
    }

    @Nullable
    Finding run(Dice dice) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(READERS + WRITERS);
        try {
            List<Callable<Void>> parts = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                Dice own = new Dice(dice.seed());
                parts.add(() -> read(own));
            }
            for (int i = 0; i < WRITERS; i++) {
                Dice own = new Dice(dice.seed());
                parts.add(() -> write(own));
            }
            for (Future<Void> part : threads.invokeAll(parts)) {
                part.get();
            }
        } catch (ExecutionException e) {
            throw new AttackException("a session broke: " + e.getCause(), e);
        } finally {
            threads.shutdownNow();
        }
        return finding.get();
    }

    private boolean goesOn() {
        return finding.get() == null && System.nanoTime() - end < 0;
    }

    @Nullable
    private Void read(Dice dice) throws SQLException {
        try (Desk desk = Desk.open(profiles, profile -> lab.throughNode(database, profile))) {
            List<Observation> seen = new ArrayList<>();
            while (goesOn()) {
                int read = dice.below(reads.size());
                long began = ledger.now();
                Answer answer = desk.ask(reads.get(read));
                seen.add(new Observation(read, answer, began, ledger.now()));
                if (seen.size() == BATCH) {
                    judge(seen);
                }
            }
            judge(seen);
        }
        return null;
    }

    private void judge(List<Observation> seen) {
        tally.underWrites.add(seen.size());
        List<Observation> wrong = ledger.wrong(seen);
        if (!wrong.isEmpty()) {
            Observation one = wrong.get(0);
            found(
                    "no moment within " + Lab.MAX_STALENESS.toMillis() + " ms gave this answer",
                    one.read(),
                    ledger.latest(one.read()),
                    one.answer(),
                    ledger.history(one));
        }
        seen.clear();
    }

    @Nullable
    private Void write(Dice dice) throws Exception {
        WriteMaker writes = new WriteMaker(dice, schema);
        try (Session admin = lab.admin(database);
                Session node = lab.throughNode(database, Profile.PLAIN)) {
            while (goesOn()) {
                Step step = writes.make();
                Ledger.Commit<List<Observation>> commit =
                        ledger.commit(() -> write(step, step.throughNode() ? node : admin, dice));
                for (Observation own : commit.outcome()) {
                    tally.ownWrites.increment();
                    Answer truth = commit.after().get(own.read());
                    if (!truth.equals(own.answer())) {
                        found("a session does not see its own write", own.read(), truth, own.answer(), "");
                    }
                }
                Thread.sleep(dice.below(LONGEST_PAUSE_MILLIS));
            }
        }
        return null;
    }

    /** What the session that wrote through the node sees right after it; the ledger lets nobody else write meanwhile. */
    private List<Observation> write(Step step, Session session, Dice dice) throws SQLException {
        synchronized (steps) {
            steps.add(step);
        }
        tally.wrote(step, session.run(step));
        List<Observation> own = new ArrayList<>();
        for (int i = 0; step.throughNode() && i < 3; i++) {
            int read = dice.below(reads.size());
            if (reads.get(read).profile().equals(Profile.PLAIN)) {
                own.add(new Observation(read, session.ask(reads.get(read)), 0, 0));
            }
        }
        return own;
    }

    private void found(String what, int read, Answer truth, Answer got, String history) {
        finding.compareAndSet(null, new Finding(what, read, truth, got, history, steps()));
    }

    List<Step> steps() {
        synchronized (steps) {
            return List.copyOf(steps);
        }
    }
}
