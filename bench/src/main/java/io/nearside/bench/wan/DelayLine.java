package io.nearside.bench.wan;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;

/**
 * A port of this machine that leads to another one over a long line. Every connection through it has the line to
 * itself: delay, and no limit to its bandwidth.
 */
public final class DelayLine {
    private final ServerSocketChannel server;
    private final SocketAddress farEnd;
    private final Duration roundTrip;
    private final int port;

    DelayLine(ServerSocketChannel server, int farPort, Duration roundTrip) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        this.server = server.bind(new InetSocketAddress(loopback, 0), 1_024);
        this.farEnd = new InetSocketAddress(loopback, farPort);
        this.roundTrip = roundTrip;
        this.port = ((InetSocketAddress) server.getLocalAddress()).getPort();
    }

    ServerSocketChannel server() {
        return server;
    }

    SocketAddress farEnd() {
        return farEnd;
    }

    Duration roundTrip() {
        return roundTrip;
    }

    /** Where to connect, on loopback. */
    public int port() {
        return port;
    }
}
