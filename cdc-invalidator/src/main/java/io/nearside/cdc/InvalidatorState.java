package io.nearside.cdc;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.nearside.cdc.InvalidatorStatus.State;
import io.nearside.cdc.log.ChangeKind;
import io.nearside.cdc.log.ChangeRecord;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the invalidator's threads tell of themselves, as status, metrics and log lines. Thread-safe. */
final class InvalidatorState {
    private static final Logger log = LoggerFactory.getLogger(Invalidator.class);

    final Counter transactions;
    final Counter reconnects;
    final Counter epochs;
    final Timer append;
    private final Map<ChangeKind, Counter> records = new EnumMap<>(ChangeKind.class);

    private volatile State state = State.STOPPED;
    private volatile int term;
    private volatile long epoch;
    private volatile String position = "";
    private volatile long watermarkNanos;
    private volatile boolean watermarked;
    private volatile boolean reading;
    private volatile boolean rowImages;
    private volatile List<String> problems = List.of();

    InvalidatorState(MeterRegistry meters) {
        transactions = Counter.builder("nearside.cdc.transactions")
                .description("Transactions read from the origin's binlog")
                .register(meters);
        reconnects = Counter.builder("nearside.cdc.reconnects")
                .description("Times the connection to the origin's binlog was lost")
                .register(meters);
        epochs = Counter.builder("nearside.cdc.epochs")
                .description("Epochs opened: each voids every cached result")
                .register(meters);
        append = Timer.builder("nearside.cdc.append")
                .description("Time to append to the change log")
                .publishPercentiles(0.5, 0.99)
                .register(meters);
        for (ChangeKind kind : ChangeKind.values()) {
            records.put(
                    kind,
                    Counter.builder("nearside.cdc.records")
                            .description("Change records written")
                            .tag("kind", kind.name().toLowerCase(java.util.Locale.ROOT))
                            .register(meters));
        }
        Gauge.builder("nearside.cdc.writing", () -> state == State.WRITING ? 1 : 0)
                .description("Whether this process writes the change log")
                .register(meters);
        Gauge.builder("nearside.cdc.row.images", () -> rowImages ? 1 : 0)
                .description("Whether row images come from the origin")
                .register(meters);
        TimeGauge.builder("nearside.cdc.lag", this::lagMillis, TimeUnit.MILLISECONDS)
                .description("Age of the newest watermark written; -1 ms before the first")
                .register(meters);
    }

    void written(List<ChangeRecord> written) {
        written.forEach(record -> {
            Counter counter = records.get(record.kind());
            if (counter != null) {
                counter.increment();
            }
        });
    }

    void enter(State next) {
        if (state != next) {
            log.info("invalidator state={} epoch={} term={}", next, epoch, term);
        }
        state = next;
        if (next != State.WRITING) {
            reading = false;
            rowImages = false;
            watermarked = false;
        }
    }

    void follows(long newEpoch, int newTerm) {
        epoch = newEpoch;
        term = newTerm;
    }

    void position(String newPosition) {
        position = newPosition;
    }

    void watermark(long sampledNanos) {
        watermarkNanos = sampledNanos;
        watermarked = true;
    }

    void reading(boolean now) {
        reading = now;
    }

    void rowImages(boolean now) {
        rowImages = now;
    }

    /** Told once for each new set of problems, not each time they are met. */
    void problems(List<String> now) {
        if (!now.equals(problems)) {
            problems = List.copyOf(now);
            now.forEach(problem -> log.warn("{}", problem));
        }
    }

    private long lagMillis() {
        return watermarked ? TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - watermarkNanos) : -1;
    }

    InvalidatorStatus status() {
        return new InvalidatorStatus(state, term, epoch, position, lagMillis(), reading, rowImages, problems);
    }
}
