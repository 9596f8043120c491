package io.nearside.bench.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NodeProcessTest {
    private static final Site SITE = new Site(Region.EU_WEST_2, 1_001, 1_002, 1_003, 1_004);

    private final Path dir;

    NodeProcessTest(@TempDir Path dir) {
        this.dir = dir;
    }

    @Test
    void nodeThatEndsIsToldOfWithTheLastLinesOfItsLog() throws Exception {
        NodeProcess node = NodeProcess.start(SITE, "region: eu-west-2\n", dir);
        try {
            Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThatThrownBy(node::checkAlive)
                    .isInstanceOf(StageException.class)
                    .hasMessageStartingWith("the node of eu-west-2 ended with exit code 2")
                    .hasMessageContaining("origin"));
        } finally {
            node.stop();
            node.awaitEnd(Duration.ofSeconds(5));
        }
    }

    @Test
    void nodeThatRunsEndsWhenToldTo() throws Exception {
        NodeProcess node = NodeProcess.start(SITE, NodeConfiguration.follower(SITE, 1_005), dir);

        node.checkAlive();
        node.stop();
        node.awaitEnd(Duration.ofSeconds(5));

        assertThatThrownBy(node::checkAlive).isInstanceOf(StageException.class);
        assertThat(node.site()).isEqualTo(SITE);
    }
}
