package io.nearside.bench.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.origin.OriginFlavor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The attack as the build makes it: two minutes, both servers at the same time. */
final class AttackIT {
    /** The same in every build, so that a failure is one of the change that is built; longer runs take others. */
    private static final long SEED = 870186926L;

    private static final long LEAST_COMPARISONS = 20_000;
    private static final AttackOptions OPTIONS = new AttackOptions(
            Duration.ofMinutes(2), SEED, List.of(OriginFlavor.values()), Integer.MAX_VALUE, LEAST_COMPARISONS);
    /** An attack on a cache that answers nothing from memory would find nothing. */
    private static final double LEAST_HIT_SHARE = 0.5;
    /** Nor would one whose every change voids all that was remembered. */
    private static final double LEAST_KEPT_SHARE = 0.25;

    @Test
    void findsNoAnswerThatTheOriginWouldNotHaveGiven() throws Exception {
        List<Summary> summaries = Attack.attack(OPTIONS, System.out, Path.of("target", "attack"));

        System.out.print(Summary.table(summaries));
        assertThat(summaries).extracting(Summary::flavor).containsExactlyInAnyOrder(OriginFlavor.values());
        assertThat(summaries).allSatisfy(summary -> {
            assertThat(summary.reports()).isEmpty();
            assertThat(summary.tally().comparisons()).isGreaterThanOrEqualTo(LEAST_COMPARISONS);
            assertThat(summary.hitShare()).isGreaterThan(LEAST_HIT_SHARE);
            assertThat(summary.keptShare()).isGreaterThan(LEAST_KEPT_SHARE);
        });
    }
}
