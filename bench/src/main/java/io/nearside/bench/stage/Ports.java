package io.nearside.bench.stage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * Hands out ports of loopback that nobody listens on, upwards from a first one. They are below those that the kernel
 * gives to outgoing connections, so that none of these takes a port before its process listens on it. For one thread.
 */
final class Ports {
    private int next;

    Ports(int first) {
        this.next = first;
    }

    int take() {
        while (!isFree(next)) {
            next++;
        }
        return next++;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
