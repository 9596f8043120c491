package io.nearside.node.store;

import static io.nearside.node.store.InterleavingWorld.Kind.ASK;
import static io.nearside.node.store.InterleavingWorld.Kind.BEGIN_CHECK;
import static io.nearside.node.store.InterleavingWorld.Kind.BREAK;
import static io.nearside.node.store.InterleavingWorld.Kind.COMMIT;
import static io.nearside.node.store.InterleavingWorld.Kind.COPY;
import static io.nearside.node.store.InterleavingWorld.Kind.DELIVER;
import static io.nearside.node.store.InterleavingWorld.Kind.END_CHECK;
import static io.nearside.node.store.InterleavingWorld.Kind.LOG;
import static io.nearside.node.store.InterleavingWorld.Kind.MISS_A_PART;
import static io.nearside.node.store.InterleavingWorld.Kind.QUERY;
import static io.nearside.node.store.InterleavingWorld.Kind.SAMPLE;
import static io.nearside.node.store.InterleavingWorld.Kind.SHOW;
import static io.nearside.node.store.InterleavingWorld.Kind.SPLIT;
import static io.nearside.node.store.InterleavingWorld.Kind.STORE;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.node.store.InterleavingWorld.Action;
import io.nearside.node.store.InterleavingWorld.Fault;
import io.nearside.node.store.InterleavingWorld.Kind;
import io.nearside.node.store.InterleavingWorld.Scope;
import io.nearside.node.store.StateSearch.Outcome;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every order of what happens at an origin and two nodes, up to some number of states: nothing is served that is older than
 * the newest watermark. With any one guard taken out there is an order in which something is, and the shortest is printed.
 */
final class InterleavingTest {
    private static final Logger log = LoggerFactory.getLogger(InterleavingTest.class);

    private static final int STATES = 30_000;
    private static final int STATES_TO_A_FAULT = 100_000;

    private static final Set<Kind> ORIGIN = EnumSet.of(COMMIT, SHOW, LOG, SAMPLE, DELIVER);
    private static final Set<Kind> FILLS = with(ORIGIN, ASK, QUERY, STORE);
    private static final Set<Kind> COPIES = with(FILLS, COPY);

    private static Set<Kind> with(Set<Kind> some, Kind... more) {
        Set<Kind> all = EnumSet.copyOf(some);
        all.addAll(List.of(more));
        return all;
    }

    private static Action at(Kind kind, int node) {
        return new Action(kind, node, -1);
    }

    private static final Action LOGGED = at(LOG, -1);

    /** A write that one node has read, and that the other's half of the region then numbers anew. */
    private static final List<Action> SPLIT_AFTER_A_WRITE =
            List.of(new Action(COMMIT, -1, 0), LOGGED, at(DELIVER, 0), at(DELIVER, 0), at(SPLIT, -1));

    private static final Scope FILLS_OF_ONE_ROW = new Scope(FILLS, 1, 1, 3, 1, Set.of(0));
    private static final Scope FILLS_OF_TWO_ROWS = new Scope(FILLS, 2, 2, 3, 1, Set.of(0));
    private static final Scope CHECKS = new Scope(with(FILLS, BEGIN_CHECK, END_CHECK), 1, 1, 2, 1, Set.of(0));
    private static final Scope COPIES_BETWEEN_NODES = new Scope(COPIES, 1, 1, 2, 2, Set.of(0));
    private static final Scope GAPS = new Scope(with(FILLS, MISS_A_PART), 1, 1, 3, 1, Set.of(0));
    private static final Scope EPOCHS = new Scope(with(COPIES, BREAK), 1, 1, 2, 1, Set.of(0));
    private static final Scope HALVES = new Scope(COPIES, 1, 1, 2, 2, Set.of(1));
    private static final Scope EVERYTHING =
            new Scope(with(COPIES, BEGIN_CHECK, END_CHECK, MISS_A_PART, BREAK, SPLIT), 1, 1, 2, 2, Set.of(0, 1));

    private static Outcome search(Scope scope, Fault fault, int states, List<Action> before) {
        Outcome outcome = new StateSearch<>(() -> new InterleavingWorld(scope, fault, before), states).run();
        log.info("{} {}", fault, outcome);
        return outcome;
    }

    private static void holds(Scope scope, List<Action> before) {
        Outcome outcome = search(scope, Fault.NONE, STATES, before);

        assertThat(outcome.fault()).isNull();
        assertThat(outcome.complete() || outcome.states() >= STATES).isTrue();
    }

    private static void fails(Scope scope, Fault fault, List<Action> before) {
        assertThat(search(scope, fault, STATES_TO_A_FAULT, before).fault()).contains("serves");
    }

    @Test
    void fillsOfOneRowAreNeverServedTooOld() {
        holds(FILLS_OF_ONE_ROW, List.of());
    }

    @Test
    void fillsOfTwoRowsAreNeverServedTooOld() {
        holds(FILLS_OF_TWO_ROWS, List.of());
    }

    @Test
    void copiesAreNeverServedTooOld() {
        holds(COPIES_BETWEEN_NODES, List.of());
    }

    @Test
    void checksThatOverlapWithNewsNeverServeTooOld() {
        holds(CHECKS, List.of());
    }

    @Test
    void gapsInTheLogNeverServeTooOld() {
        holds(GAPS, List.of());
    }

    @Test
    void epochsNeverServeTooOld() {
        holds(EPOCHS, List.of());
    }

    @Test
    void splitsNeverServeTooOld() {
        holds(HALVES, SPLIT_AFTER_A_WRITE);
    }

    @Test
    void allTogetherNeverServesTooOld() {
        holds(EVERYTHING, List.of());
    }

    @Test
    void guardStampsWithWhatIsSettledNotApplied() {
        fails(FILLS_OF_ONE_ROW, Fault.STAMPS_WITH_WHAT_IS_APPLIED, List.of());
    }

    @Test
    void guardRecognizesItsOwnEpochOnly() {
        fails(EPOCHS, Fault.RECOGNIZES_OTHER_EPOCHS, List.of());
    }

    @Test
    void guardRecognizesWritersItHasReadOnly() {
        fails(HALVES, Fault.RECOGNIZES_OTHER_WRITERS, SPLIT_AFTER_A_WRITE);
    }

    @Test
    void guardVoidsAllWhenTheLogHasAGap() {
        fails(GAPS, Fault.KEEPS_RESULTS_WHEN_THE_LOG_HAS_A_GAP, List.of());
    }

    @Test
    void guardPublishesTheWatermarkAfterTheRecords() {
        fails(FILLS_OF_ONE_ROW, Fault.PUBLISHES_THE_WATERMARK_BEFORE_THE_RECORDS, List.of());
    }

    @Test
    void guardRemembersNoMoreThanWasChecked() {
        fails(CHECKS, Fault.REMEMBERS_MORE_THAN_WAS_CHECKED, List.of());
    }
}
