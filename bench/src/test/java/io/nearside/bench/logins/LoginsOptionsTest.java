package io.nearside.bench.logins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.nearside.origin.OriginFlavor;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LoginsOptionsTest {
    @Test
    void bothServersAsFarAsLondonIsFromOregonAreTheDefault() {
        assertThat(LoginsOptions.parse())
                .isEqualTo(new LoginsOptions(Duration.ofMillis(130), 20, List.of(OriginFlavor.values())));
    }

    @Test
    void everythingCanBeSaid() {
        assertThat(LoginsOptions.parse("--rtt", "5", "--times", "6", "--origin", "mysql"))
                .isEqualTo(new LoginsOptions(Duration.ofMillis(5), 6, List.of(OriginFlavor.MYSQL)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--ms 5|unknown argument '--ms'",
                "--rtt|--rtt needs a value",
                "--rtt 0|--rtt must be a whole number from 1 to 10000, was '0'",
                "--times 5 --times 6|--times is given twice",
                "--origin oracle|--origin must be mysql, mariadb or both, was 'oracle'",
            })
    void aMistakeIsNamed(String arguments, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LoginsOptions.parse(arguments.split(" ")))
                .withMessageStartingWith(message);
    }
}
