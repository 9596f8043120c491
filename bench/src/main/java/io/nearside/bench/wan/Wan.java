package io.nearside.bench.wan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All the long lines of this process. Two threads carry all their connections: one notices what comes and when, the
 * other hands it on when it is due. Safe for use by many threads.
 */
public final class Wan implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Wan.class);
    private static final int READ_BYTES = 256 * 1024;

    private final Selector selector;
    private final DepartureThread departures = new DepartureThread();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::run, "wan-selector");
    private volatile boolean closed;

    private Wan(Selector selector) {
        this.selector = selector;
    }

    /** A network without lines. */
    public static Wan open() throws IOException {
        Wan wan = new Wan(Selector.open());
        wan.thread.setDaemon(true);
        wan.thread.start();
        wan.departures.start();
        return wan;
    }

    /** Makes a line to a port of this machine. */
    public DelayLine line(int farPort, Duration roundTrip) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        DelayLine line = new DelayLine(server, farPort, roundTrip);
        server.configureBlocking(false);
        onSelectorThread(() -> register(line));
        return line;
    }

    private void register(DelayLine line) {
        try {
            line.server().register(selector, SelectionKey.OP_ACCEPT, line);
        } catch (IOException e) {
            log.error("a delay line cannot be served", e);
        }
    }

    private void onSelectorThread(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    private void run() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
        try {
            while (!closed) {
                selector.select(key -> ready(key, buffer));
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
            }
        } catch (IOException | RuntimeException e) {
            log.error("delay lines are down", e);
        } finally {
            closeAll();
        }
    }

    private void ready(SelectionKey key, ByteBuffer buffer) {
        if (key.attachment() instanceof DelayLine line) {
            accept(line);
        } else if (key.attachment() instanceof Wire wire) {
            wire.ready(key, buffer);
        }
    }

    private void accept(DelayLine line) {
        try {
            for (SocketChannel client = line.server().accept();
                    client != null;
                    client = line.server().accept()) {
                Wire wire = new Wire(selector, departures, client, line.roundTrip());
                departures.at(wire.acceptedAt(), () -> onSelectorThread(() -> wire.connect(line.farEnd())));
            }
        } catch (IOException e) {
            log.warn("a connection over a delay line was lost", e);
        }
    }

    private void closeAll() {
        for (SelectionKey key : selector.keys()) {
            try {
                key.channel().close();
            } catch (IOException e) {
                log.debug("cannot close a socket", e);
            }
        }
        try {
            selector.close();
        } catch (IOException e) {
            log.debug("cannot close the selector", e);
        }
    }

    /** Cuts all lines and returns when their ports are free. */
    @Override
    public void close() {
        closed = true;
        departures.close();
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
