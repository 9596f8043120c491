package io.nearside.bench.stage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class NodeAdminTest {
    @Test
    void namesTheConditionsThatDoNotHold() {
        String body = "{\"status\":\"down\",\"conditions\":{\"origin\":{\"ok\":true},"
                + "\"log\":{\"ok\":false,\"why\":\"no \\\"log\\\" yet\"},"
                + "\"fresh\":{\"ok\":false,\"why\":\"no watermark yet\"}}}\n";

        assertThat(NodeAdmin.reasons(body)).isEqualTo("log: no \\\"log\\\" yet; fresh: no watermark yet");
    }

    @Test
    void handsOnWhatItDoesNotUnderstand() {
        assertThat(NodeAdmin.reasons("not found\n")).isEqualTo("not found");
    }

    @Test
    void saysThatANodeDoesNotAnswer() throws InterruptedException {
        assertThat(new NodeAdmin(1).notReadyReason())
                .isEqualTo("it does not answer on http://127.0.0.1:1/health/ready");
    }
}
