package io.nearside.bench.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearside.origin.OriginFlavor;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AttackOptionsTest {
    @Test
    void attacksBothServersForTwoMinutesByDefault() {
        AttackOptions options = AttackOptions.parse();

        assertThat(options.length()).isEqualTo(Duration.ofMinutes(2));
        assertThat(options.flavors()).containsExactlyInAnyOrder(OriginFlavor.values());
        assertThat(options.seed()).isNull();
        assertThat(options.rounds()).isEqualTo(Integer.MAX_VALUE);
        assertThat(options.comparisons()).isZero();
    }

    @Test
    void takesWhatIsGiven() {
        AttackOptions options = AttackOptions.parse(
                "--minutes", "0.5", "--seed", "7", "--origin", "mysql", "--rounds", "3", "--comparisons", "9");

        assertThat(options).isEqualTo(new AttackOptions(Duration.ofSeconds(30), 7L, List.of(OriginFlavor.MYSQL), 3, 9));
    }

    @ParameterizedTest
    @CsvSource({
        "--minutes 0, --minutes must be a number above 0",
        "--minutes x, --minutes must be a number above 0",
        "--seed -1, --seed must be a whole number",
        "--rounds many, --rounds must be a whole number",
        "--rounds 0, --rounds must be a whole number above 0",
        "--origin oracle, '--origin must be mysql, mariadb or both, was ''oracle'''",
        "--seed, --seed needs a value",
        "--seed 1 --seed 2, --seed is given twice",
        "--speed 1, unknown argument"
    })
    void refusesWhatCannotBeFollowedInOneLine(String arguments, String message) {
        assertThatThrownBy(() -> AttackOptions.parse(arguments.split(" ")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }
}
