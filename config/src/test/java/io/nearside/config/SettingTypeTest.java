package io.nearside.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingTypeTest {
    private static final SettingType<Duration> DURATION = SettingType.duration("0s", "999999999h");
    private static final SettingType<Long> SIZE = SettingType.size("0B", "1000000TiB");

    @Test
    void readsDurationsInTheirUnits() {
        assertThat(DURATION.read("100ms")).isEqualTo(Duration.ofMillis(100));
        assertThat(DURATION.read("2s")).isEqualTo(Duration.ofSeconds(2));
        assertThat(DURATION.read("2 s")).isEqualTo(Duration.ofSeconds(2));
        assertThat(DURATION.read("3m")).isEqualTo(Duration.ofMinutes(3));
        assertThat(DURATION.read("4h")).isEqualTo(Duration.ofHours(4));
    }

    @Test
    void readsSizesInTheirUnits() {
        assertThat(SIZE.read("7B")).isEqualTo(7);
        assertThat(SIZE.read("7KiB")).isEqualTo(7 << 10);
        assertThat(SIZE.read("7MiB")).isEqualTo(7 << 20);
        assertThat(SIZE.read("7GiB")).isEqualTo(7L << 30);
        assertThat(SIZE.read("7TiB")).isEqualTo(7L << 40);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2", "s", "-2s", "2.5s", "2S", "2s ", "2s2s", "9999999999999s", "٢s"})
    void refusesWhatIsNoDuration(String text) {
        assertThat(DURATION.read(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2", "MiB", "-2MiB", "2MB", "2mib", "2.5MiB", "999999999999TiB"})
    void refusesWhatIsNoSize(String text) {
        assertThat(SIZE.read(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "+1", "1.0", "0x1", "1_000", "99999999999", "99999999999999999999999", " 1"})
    void refusesWhatIsNoCount(String text) {
        assertThat(SettingType.count(0, Integer.MAX_VALUE).read(text)).isNull();
    }

    @Test
    void readsShares() {
        assertThat(SettingType.share().read("0")).isEqualTo(0.0);
        assertThat(SettingType.share().read("0.01")).isEqualTo(0.01);
        assertThat(SettingType.share().read("1.0")).isEqualTo(1.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-0.1", "1.1", "2", "1%", ".5", "1e-3", "NaN", "0,5"})
    void refusesWhatIsNoShare(String text) {
        assertThat(SettingType.share().read(text)).isNull();
    }

    @Test
    void boundsBelongToTheRange() {
        SettingType<Duration> type = SettingType.duration("50ms", "1h");

        assertThat(type.read("49ms")).isNull();
        assertThat(type.read("50ms")).isNotNull();
        assertThat(type.read("60m")).isNotNull();
        assertThat(type.read("3600001ms")).isNull();
    }

    @Property
    void aNumberIsReadExactlyWhenItIsInRange(@ForAll @LongRange(min = -10, max = 10) long number) {
        Long read = SettingType.wholeNumber(-3, 3).read(String.format(Locale.ROOT, "%d", number));

        assertThat(read).isEqualTo(number >= -3 && number <= 3 ? number : null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"db", "db_1.example.org", "db.example.org.", "10.0.0.1", "::1", "fe80::1%eth0", "0.0.0.0", "a"})
    void hostsAreNamesAndAddresses(String host) {
        assertThat(Hosts.HOST.read(host)).isEqualTo(host);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "http://db", "db:3306", "-db", "[::1]", "a/b", "ä"})
    void otherTextsAreNoHosts(String host) {
        assertThat(Hosts.HOST.read(host)).isNull();
    }
}
