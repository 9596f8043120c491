package io.nearside.bench.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.nearside.origin.OriginFlavor;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClientsOptionsTest {
    @Test
    void tenThousandClientsOverAHundredConnectionsAreTheDefault() {
        assertThat(ClientsOptions.parse())
                .isEqualTo(new ClientsOptions(10_000, Duration.ofSeconds(60), 100, OriginFlavor.MARIADB));
    }

    @Test
    void everythingCanBeSaid() {
        assertThat(ClientsOptions.parse("--count", "5", "--seconds", "6", "--pool", "7", "--origin", "mysql"))
                .isEqualTo(new ClientsOptions(5, Duration.ofSeconds(6), 7, OriginFlavor.MYSQL));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--clients 5|unknown argument '--clients'",
                "--count|--count needs a value",
                "--count 0|--count must be a whole number from 1 to 1000000, was '0'",
                "--seconds 1.5|--seconds must be a whole number from 1 to 1000000, was '1.5'",
                "--pool 5 --pool 6|--pool is given twice",
                "--origin both|--origin must be mysql or mariadb, was 'both'",
            })
    void aMistakeIsNamed(String arguments, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClientsOptions.parse(arguments.split(" ")))
                .withMessageStartingWith(message);
    }
}
