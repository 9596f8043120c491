package io.nearside.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nearside.config.ClusterSettings;
import io.nearside.config.Configuration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RegionMemberIT {
    private final TestingMembers members = new TestingMembers();

    @AfterEach
    void close() {
        members.close();
    }

    @Test
    void findsTheOthersOfItsRegionAndKnowsTheOldest() {
        Configuration region = TestingMembers.region("one");
        RegionMember lite = members.join(region, true);
        RegionMember first = members.join(region);
        RegionMember second = members.join(region);
        assertThat(second.size()).isEqualTo(3);
        assertThat(first.isOldest()).isTrue();
        assertThat(second.isOldest()).isFalse();
        assertThat(lite.isOldest()).isFalse();

        first.close();

        await().until(second::isOldest);
        assertThat(first.isOldest()).isFalse();
    }

    @Test
    void listensOnItsOwnAddressOnly() {
        RegionMember member = members.join(TestingMembers.region("two"));

        assertThat(member.hazelcast().getCluster().getLocalMember().getAddress().getHost())
                .isEqualTo("127.0.0.1");
    }

    @Test
    void tellsWhenTheLogIsLostWithItsKeeper() {
        Configuration region = TestingMembers.region("three");
        RegionMember observer = members.join(region, true);
        RegionMember keeper = members.join(region);
        List<String> told = new CopyOnWriteArrayList<>();
        observer.onLogReplaced(told::add);
        keeper.hazelcast().getRingbuffer("nearside.log").add(new byte[1]);

        keeper.hazelcast().getLifecycleService().terminate();

        await().until(() -> !told.isEmpty());
    }

    @Test
    void tellsWhyItCannotJoin() {
        Configuration region = TestingMembers.region("four");
        ClusterSettings here = region.cluster();
        ClusterSettings elsewhere = new ClusterSettings(
                here.name(), "192.0.2.1", here.port(), here.portCount(), here.members(), here.backupCount());
        Configuration wrong = new Configuration(
                region.region(),
                region.origin(),
                region.listen(),
                region.auth(),
                region.pool(),
                region.admin(),
                region.cache(),
                region.cdc(),
                elsewhere,
                region.wan());

        assertThatThrownBy(() -> members.join(wrong))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("192.0.2.1")
                .hasMessageContaining("cluster.host");
    }
}
