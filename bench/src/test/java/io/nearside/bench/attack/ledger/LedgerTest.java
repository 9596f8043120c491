package io.nearside.bench.attack.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One statement whose truth is "old" until the clock shows 1,000 to 1,010, and "new" from then on; answers may be 100 old. */
final class LedgerTest {
    private static final Answer OLD = Answer.rows("a INT", List.of("'old'"), false);
    private static final Answer NEW = Answer.rows("a INT", List.of("'new'"), false);
    private static final Answer NEVER = Answer.rows("a INT", List.of("'never'"), false);

    private final AtomicLong clock = new AtomicLong();
    private Answer truth = OLD;
    private final Ledger ledger;

    LedgerTest() throws Exception {
        ledger = new Ledger(clock::get, () -> List.of(truth), Duration.ofNanos(100));
    }

    @BeforeEach
    void change() throws Exception {
        clock.set(1_000);
        Ledger.Commit<String> commit = ledger.commit(() -> {
            truth = NEW;
            clock.set(1_010);
            return "done";
        });
        clock.set(5_000);
        assertThat(commit.outcome()).isEqualTo("done");
        assertThat(commit.after()).containsExactly(NEW);
    }

    private boolean isWrong(Answer answer, long began, long ended) {
        return !ledger.wrong(List.of(new Observation(0, answer, began, ended))).isEmpty();
    }

    @Test
    void acceptsTheTruthOfTheMoment() {
        assertThat(isWrong(OLD, 500, 510)).isFalse();
        assertThat(isWrong(NEW, 2_000, 2_010)).isFalse();
    }

    @Test
    void acceptsEitherTruthWhileItChanges() {
        assertThat(isWrong(OLD, 1_003, 1_004)).isFalse();
        assertThat(isWrong(NEW, 1_003, 1_004)).isFalse();
    }

    @Test
    void acceptsAnOldTruthWithinTheBound() {
        assertThat(isWrong(OLD, 1_110, 1_200)).isFalse();
    }

    @Test
    void reportsAnOldTruthBeyondTheBound() {
        assertThat(isWrong(OLD, 1_111, 1_200)).isTrue();
    }

    @Test
    void reportsATruthThatWasNotYetTrue() {
        assertThat(isWrong(NEW, 900, 999)).isTrue();
        assertThat(isWrong(NEW, 900, 1_000)).isFalse();
    }

    @Test
    void reportsWhatWasNeverTrue() {
        assertThat(isWrong(NEVER, 500, 2_000)).isTrue();
    }

    @Test
    void acceptsATruthThatHasComeBack() throws Exception {
        ledger.commit(() -> truth = OLD);

        assertThat(isWrong(OLD, 5_000, 5_001)).isFalse();
        assertThat(isWrong(OLD, 3_000, 3_001)).isTrue();
    }

    @Test
    void tellsAnErrorFromRowsAndFromAnotherError() {
        Answer error = Answer.error(1054, "42S22");

        assertThat(error).isNotEqualTo(NEW).isNotEqualTo(Answer.error(1146, "42S02"));
        assertThat(error).isEqualTo(Answer.error(1054, "42S22"));
    }

    @Test
    void comparesRowsInTheirOrderOnlyIfItIsCertain() {
        assertThat(Answer.rows("a", List.of("1", "2"), false)).isEqualTo(Answer.rows("a", List.of("2", "1"), false));
        assertThat(Answer.rows("a", List.of("1", "2"), true)).isNotEqualTo(Answer.rows("a", List.of("2", "1"), true));
        assertThat(Answer.rows("a", List.of("1", "1"), false)).isNotEqualTo(Answer.rows("a", List.of("1"), false));
    }
}
