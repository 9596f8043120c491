package io.nearside.bench.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

final class PortsTest {
    @Test
    void skipsAPortThatSomebodyListensOn() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(new Ports(taken.getLocalPort()).take()).isGreaterThan(taken.getLocalPort());
        }
    }

    @Test
    void givesNoPortTwice() {
        Ports ports = new Ports(20_000);

        assertThat(ports.take()).isLessThan(ports.take());
    }
}
