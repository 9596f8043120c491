package io.nearside.node.cluster;

import io.nearside.config.AdminSettings;
import io.nearside.config.AuthSettings;
import io.nearside.config.CacheSettings;
import io.nearside.config.CdcSettings;
import io.nearside.config.ClusterSettings;
import io.nearside.config.Configuration;
import io.nearside.config.ListenSettings;
import io.nearside.config.OriginSettings;
import io.nearside.config.PoolSettings;
import io.nearside.config.Secret;
import io.nearside.config.WanSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Members of regions' clusters on this machine, closed together. Not thread-safe. */
public final class TestingMembers implements AutoCloseable {
    private final Deque<RegionMember> open = new ArrayDeque<>();

    /** Settings of a node of the region, which has ports of its own. */
    public static Configuration region(String name) {
        OriginSettings origin = OriginSettings.of("127.0.0.1", 1, "nearside", new Secret("secret"));
        CacheSettings cache =
                new CacheSettings(1 << 20, 1 << 18, Duration.ofSeconds(2), Duration.ofSeconds(5), true, 1 << 20, 0);
        ClusterSettings cluster = new ClusterSettings(
                "test-" + name + "-" + ProcessHandle.current().pid(), "127.0.0.1", freePort(), 5, List.of(), 1);
        return new Configuration(
                name,
                origin,
                ListenSettings.at("127.0.0.1", 0),
                AuthSettings.defaults(),
                PoolSettings.defaults(),
                new AdminSettings("127.0.0.1", 0),
                cache,
                CdcSettings.defaults(false),
                cluster,
                WanSettings.defaults());
    }

    /** A port that is free now; the ports after it are likely to be. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public RegionMember join(Configuration region) {
        return join(region, false);
    }

    public RegionMember join(Configuration region, boolean lite) {
        RegionMember member = RegionMember.join(region, lite);
        open.push(member);
        return member;
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
