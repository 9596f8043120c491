package io.nearside.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Settings made in code, without a file. */
final class SettingsTest {
    @Test
    void aSecretIsMaskedWhereverItIsPrinted() {
        OriginSettings origin = OriginSettings.of("127.0.0.1", 3306, "nearside", new Secret("hunter2"));

        assertThat(Configuration.withDefaults("us-west-2", origin).toString())
                .contains("nearside")
                .contains("password=****")
                .doesNotContain("hunter2");
        assertThat(origin.password().reveal()).isEqualTo("hunter2");
    }

    @Test
    void secretsAreEqualByTheirText() {
        assertThat(new Secret("a"))
                .isEqualTo(new Secret("a"))
                .hasSameHashCodeAs(new Secret("a"))
                .isNotEqualTo(new Secret("b"));
    }

    @Test
    void recordsRefuseWhatAFileCouldNotSay() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AdminSettings("127.0.0.1", 65_536))
                .withMessage("port: 65536 is not allowed, give a whole number from 0 to 65535");
        assertThatIllegalArgumentException().isThrownBy(() -> ListenSettings.at("not a host", 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Endpoint("a", 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new TlsSettings(TlsMode.PREFER, " ", ""));
        assertThatIllegalArgumentException().isThrownBy(() -> OriginSettings.of("a", 1, " ", new Secret("")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClusterSettings("n", "127.0.0.1", 5701, 1, List.of("a b"), 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Configuration.withDefaults("", OriginSettings.of("a", 1, "u", new Secret(""))));
    }

    @Test
    void anEndpointReadsAsHostAndPort() {
        assertThat(new Endpoint("hub", 7307)).hasToString("hub:7307");
        assertThat(new Endpoint("fe80::1", 7307)).hasToString("[fe80::1]:7307");
    }
}
