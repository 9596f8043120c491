package io.nearside.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DemoOptionsTest {
    @Test
    void staysUpAtTheDefaultScaleWithoutArguments() {
        assertThat(DemoOptions.parse()).isEqualTo(new DemoOptions(false, DemoOptions.DEFAULT_SCALE, null));
    }

    @Test
    void takesAllOptionsInAnyOrder(@TempDir Path dir) {
        Path file = dir.resolve("figures.json");

        assertThat(DemoOptions.parse("--json", file.toString(), "--scale", ".25", "--once"))
                .isEqualTo(new DemoOptions(true, 0.25, file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0.0009", "10.1", "-1", "1e-1", "NaN", "a", "0x1p1"})
    void refusesAScaleThatCannotBe(String value) {
        assertThatThrownBy(() -> DemoOptions.parse("--scale", value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--scale must be a number within 0.001..10.0, was '" + value + "'");
    }

    @Test
    void refusesAFileThatCannotBeWritten(@TempDir Path dir) {
        for (String value : new String[] {
            "", dir.toString(), dir.resolve("missing/figures.json").toString(), "a\0b"
        }) {
            assertThatThrownBy(() -> DemoOptions.parse("--json", value))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("--json must be a file that can be written, was '" + value + "'");
        }
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> DemoOptions.parse("--once", "--twice"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown argument '--twice', expected demo [--once] [--scale F] [--json FILE]");
    }

    @Test
    void refusesAnOptionGivenTwice() {
        assertThatThrownBy(() -> DemoOptions.parse("--scale", "1", "--scale", "2"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("--scale is given twice");
    }

    @Test
    void refusesAnOptionWithoutItsValue() {
        assertThatThrownBy(() -> DemoOptions.parse("--json"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("--json needs a value");
    }
}
