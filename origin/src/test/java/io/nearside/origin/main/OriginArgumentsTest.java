package io.nearside.origin.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearside.origin.OriginFlavor;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OriginArgumentsTest {
    @Test
    void takesAPortAndAFolder() {
        assertThat(OriginArguments.parse("--port", "3306", "--dir", "somewhere"))
                .isEqualTo(
                        new OriginArguments(3306, Path.of("somewhere"), OptionalDouble.empty(), OriginFlavor.MARIADB));
    }

    @Test
    void takesAScaleAndAFlavor() {
        assertThat(OriginArguments.parse("--mysql", "--employees", "0.1", "--dir", "somewhere", "--port", "1"))
                .isEqualTo(new OriginArguments(1, Path.of("somewhere"), OptionalDouble.of(0.1), OriginFlavor.MYSQL));
    }

    @ParameterizedTest
    @CsvSource({
        "--dir d, --port is missing",
        "--port 1, --dir is missing",
        "--dir d --port, --port needs a value",
        "--dir d --port x, '--port must be a number within 1..65535, was ''x'''",
        "--dir d --port 65536, '--port must be a number within 1..65535, was ''65536'''",
        "--dir d --port 1 --employees big, '--employees must be a number within 0.001..10.0, was ''big'''",
        "--dir d --port 1 --employees 0, '--employees must be a number within 0.001..10.0, was ''0'''",
        "--dir d --port 1 --frob, unknown argument '--frob'",
    })
    void refusesWithOneLineThatSaysWhatIsWrong(String arguments, String message) {
        assertThatThrownBy(() -> OriginArguments.parse(arguments.split(" ")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message)
                .message()
                .doesNotContain("\n");
    }
}
