package io.nearside.bench.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.config.Configuration;
import io.nearside.config.ConfigurationException;
import io.nearside.config.ConfigurationLoader;
import io.nearside.config.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NodeConfigurationTest {
    private static final Map<String, String> ENVIRONMENT = Map.of(NodeConfiguration.PASSWORD_VARIABLE, "secret");

    private final Path dir;

    NodeConfigurationTest(@TempDir Path dir) {
        this.dir = dir;
    }

    @Test
    void nodeInTheRegionOfTheOriginReadsTheBinlogAndOffersItsLog() throws Exception {
        Site site = new Site(Region.ORIGIN, 1_001, 1_002, 1_003, 1_004);

        Configuration configuration = load(NodeConfiguration.leader(site, 1_005));

        assertThat(configuration.cdc().embedded()).isTrue();
        assertThat(configuration.wan().listen()).isEqualTo(new Endpoint("127.0.0.1", 1_005));
        assertThat(configuration.wan().upstream()).isNull();
    }

    @Test
    void nodeElsewhereFollowsTheLogAndReachesTheOriginThroughItsLine() throws Exception {
        Site site = new Site(Region.EU_WEST_2, 1_001, 1_002, 1_003, 1_004);

        Configuration configuration = load(NodeConfiguration.follower(site, 1_005));

        assertThat(configuration.region()).isEqualTo("eu-west-2");
        assertThat(configuration.cdc().embedded()).isFalse();
        assertThat(configuration.wan().listen()).isNull();
        assertThat(configuration.wan().upstream()).isEqualTo(new Endpoint("127.0.0.1", 1_005));
        assertThat(configuration.listen().port()).isEqualTo(1_001);
        assertThat(configuration.admin().port()).isEqualTo(1_002);
        assertThat(configuration.cluster().port()).isEqualTo(1_003);
        assertThat(configuration.cluster().portCount()).isEqualTo(1);
        assertThat(configuration.origin().port()).isEqualTo(1_004);
    }

    @Test
    void nodeListensOnLoopbackOnly() throws Exception {
        Site site = new Site(Region.ORIGIN, 1_001, 1_002, 1_003, 1_004);

        Configuration configuration = load(NodeConfiguration.leader(site, 1_005));

        assertThat(configuration.listen().host()).isEqualTo("127.0.0.1");
        assertThat(configuration.admin().host()).isEqualTo("127.0.0.1");
        assertThat(configuration.cluster().host()).isEqualTo("127.0.0.1");
    }

    private Configuration load(String text) throws IOException, ConfigurationException {
        return ConfigurationLoader.load(Files.writeString(dir.resolve("node.yaml"), text), ENVIRONMENT);
    }
}
