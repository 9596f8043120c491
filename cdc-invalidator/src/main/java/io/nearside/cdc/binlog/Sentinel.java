package io.nearside.cdc.binlog;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.event.EventHeaderV4;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDataDeserializationException;
import com.github.shyiko.mysql.binlog.network.SSLMode;
import com.github.shyiko.mysql.binlog.network.ServerException;
import io.nearside.cdc.log.OriginPosition;
import io.nearside.config.OriginSettings;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads the origin's binlog from a position on, over a connection of its own, for as long as the history goes on: it
 * reconnects by itself, checks each time that it is the same server and that the server still has the history, and
 * ends when it cannot go on. One thread of its own, on which the listener is called.
 */
public final class Sentinel implements AutoCloseable {
    /** The client library tells each connect at INFO; what matters is told by us. A strong reference keeps the level. */
    private static final Logger CLIENT_LOG = Logger.getLogger(BinaryLogClient.class.getName());

    private static final Duration HEARTBEAT = Duration.ofMillis(500);
    private static final int SILENCE_MILLIS = 5_000;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final int BINLOG_READ_FAILED = 1236;

    /** A reader asks for its position with 32 bits. */
    private static final long LAST_OFFSET = 0xFFFF_FFFFL;

    private final OriginSettings settings;
    private final long fixedServerId;
    private final OriginPosition start;
    private final SentinelListener listener;
    private final boolean resumed;
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable BinaryLogClient client;
    private @Nullable TransactionAssembler assembler;

    /**
     * @param serverId replication server id at the origin; 0 takes a random one
     * @param resumed whether another reader ended at {@code start}
     */
    public Sentinel(
            OriginSettings settings, long serverId, OriginPosition start, boolean resumed, SentinelListener listener) {
        this.settings = settings;
        this.fixedServerId = serverId;
        this.start = start;
        this.resumed = resumed;
        this.listener = listener;
        this.thread = new Thread(this::run, "nearside-cdc-sentinel");
        thread.setDaemon(true);
        CLIENT_LOG.setLevel(Level.WARNING);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        while (!closed) {
            if (position().offset() > LAST_OFFSET) {
                listener.historyLost("the binlog file is longer than a reader can resume in");
                return;
            }
            SentinelClient next = newClient();
            client = next;
            try {
                next.connect();
            } catch (IOException | RuntimeException e) {
                next.fail(e);
            }
            client = null;
            if (closed) {
                return;
            }
            Exception failure = next.failure();
            HistoryLostException lost = historyLost(failure);
            if (lost != null) {
                listener.historyLost(String.valueOf(lost.getMessage()));
                return;
            }
            listener.disconnected(describe(failure));
            pause = next.wasConnected() ? FIRST_PAUSE : min(pause.multipliedBy(2), LONGEST_PAUSE);
            try {
                TimeUnit.MILLISECONDS.sleep(pause.toMillis());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private OriginPosition position() {
        TransactionAssembler reader = assembler;
        return reader == null ? start : reader.position();
    }

    private SentinelClient newClient() {
        if (assembler != null) {
            assembler.reconnected();
        }
        OriginPosition from = position();
        SentinelClient next = new SentinelClient(settings, from, this::onConnect);
        next.setServerId(fixedServerId == 0 ? randomServerId() : fixedServerId);
        next.setBinlogFilename(from.file());
        next.setBinlogPosition(from.offset());
        next.setKeepAlive(false);
        next.setHeartbeatInterval(HEARTBEAT.toMillis());
        next.setConnectTimeout(settings.connectTimeout().plusSeconds(5).toMillis());
        next.setSSLMode(SSLMode.PREFERRED);
        next.setSocketFactory(Sentinel::newSocket);
        next.setThreadFactory(Sentinel::daemon);
        next.setEventDeserializer(new SentinelEvents());
        next.registerLifecycleListener(new FailureListener(next));
        next.registerEventListener(event -> accept(next, event));
        return next;
    }

    /** Far from the small numbers people give to replicas by hand. */
    private static long randomServerId() {
        return ThreadLocalRandom.current().nextLong(1L << 30, (1L << 32) - 1);
    }

    /** Heartbeats come when nothing else does, so a longer silence is a dead connection. */
    private static Socket newSocket() throws java.net.SocketException {
        Socket socket = new Socket();
        socket.setSoTimeout(SILENCE_MILLIS);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "nearside-cdc-sentinel-connect");
        thread.setDaemon(true);
        return thread;
    }

    private void onConnect(boolean mariaDb) {
        if (assembler == null) {
            assembler = new TransactionAssembler(mariaDb, start, resumed, this::deliver);
        }
        listener.connected();
    }

    private void deliver(OriginTransaction transaction) {
        try {
            listener.transaction(transaction);
        } catch (InterruptedException e) {
            closed = true;
            Thread.currentThread().interrupt();
        }
    }

    private void accept(SentinelClient source, com.github.shyiko.mysql.binlog.event.Event event) {
        TransactionAssembler reader = assembler;
        if (reader == null || closed || source.failure() != null) {
            return;
        }
        try {
            reader.accept(event);
        } catch (HistoryLostException | RuntimeException e) {
            // The client library logs and goes on after an exception of a listener; this must not.
            source.failAndDisconnect(e);
        }
    }

    private static @Nullable HistoryLostException historyLost(@Nullable Exception failure) {
        if (failure instanceof HistoryLostException lost) {
            return lost;
        }
        if (failure instanceof IOException && failure.getCause() instanceof HistoryLostException lost) {
            return lost;
        }
        if (failure instanceof ServerException refusal
                && refusal.getErrorCode() == BINLOG_READ_FAILED
                && !String.valueOf(refusal.getMessage()).contains("same server")) {
            return new HistoryLostException("the origin cannot send its binlog from there: " + refusal.getMessage());
        }
        return null;
    }

    private static String describe(@Nullable Exception failure) {
        if (failure == null) {
            return "the origin ended the connection";
        }
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private static Duration min(Duration left, Duration right) {
        return left.compareTo(right) <= 0 ? left : right;
    }

    /** Ends the reading. Returns when the listener is not called any more. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt(); // it may wait in the listener
        BinaryLogClient current = client;
        if (current != null) {
            try {
                current.disconnect();
            } catch (IOException e) {
                CLIENT_LOG.log(Level.FINE, "disconnect", e);
            }
        }
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes what the client library reports instead of throwing it. */
    private final class FailureListener extends BinaryLogClient.AbstractLifecycleListener {
        private final SentinelClient source;

        FailureListener(SentinelClient source) {
            this.source = source;
        }

        @Override
        public void onCommunicationFailure(BinaryLogClient ignored, Exception failure) {
            source.fail(failure);
        }

        @Override
        public void onEventDeserializationFailure(BinaryLogClient ignored, Exception failure) {
            TransactionAssembler reader = assembler;
            boolean cut = failure.getCause() instanceof InterruptedIOException;
            if (reader != null
                    && !cut
                    && failure instanceof EventDataDeserializationException unreadable
                    && unreadable.getEventHeader() instanceof EventHeaderV4 header) {
                reader.acceptUnreadable(header);
            } else {
                source.failAndDisconnect(failure);
            }
        }
    }
}
