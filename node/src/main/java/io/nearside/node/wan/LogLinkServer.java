package io.nearside.node.wan;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.nearside.cdc.log.ChangeLog;
import io.nearside.cdc.log.ChangeLogException;
import io.nearside.cdc.log.LogBatch;
import io.nearside.cdc.log.LogBatchCodec;
import io.nearside.cdc.log.MalformedBatchException;
import io.nearside.config.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers this region's change log to other regions. Each link has a thread that reads the ring and sends no faster than
 * the other side takes it.
 */
public final class LogLinkServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LogLinkServer.class);

    private static final int MOST_LINKS = 256;
    private static final int MOST_PER_READ = 256;
    private static final byte[] SIGN_OF_LIFE = new byte[0];

    private final ChangeLog ring;
    private final ExecutorService links;
    private final Server server;

    private LogLinkServer(ChangeLog ring, Endpoint listen) throws IOException {
        this.ring = ring;
        this.links = new ThreadPoolExecutor(0, MOST_LINKS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, "nearside-link");
            thread.setDaemon(true);
            return thread;
        });
        this.server = NettyServerBuilder.forAddress(new InetSocketAddress(listen.host(), listen.port()))
                .permitKeepAliveTime(1, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .keepAliveTime(LogLink.SILENCE.toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(LogLink.SILENCE.toMillis(), TimeUnit.MILLISECONDS)
                .maxInboundMessageSize(LogLink.MOST_MESSAGE_BYTES)
                .addService(ServerServiceDefinition.builder("io.nearside.LogLink")
                        .addMethod(LogLink.FOLLOW, ServerCalls.asyncServerStreamingCall(this::follow))
                        .build())
                .build();
    }

    /**
     * Begins to serve.
     *
     * @throws IllegalStateException when the address cannot be listened on; the message names it
     */
    public static LogLinkServer start(ChangeLog ring, Endpoint listen) {
        try {
            LogLinkServer server = new LogLinkServer(ring, listen);
            server.server.start();
            return server;
        } catch (IOException e) {
            throw new IllegalStateException("cannot listen on " + listen + " (wan.listen): " + e.getMessage(), e);
        }
    }

    private void follow(byte[] request, StreamObserver<byte[]> observer) {
        Link link = new Link((ServerCallStreamObserver<byte[]>) observer);
        try {
            Resumption resumption = request.length == 0 ? null : new Resumption(LogBatchCodec.decode(request));
            links.execute(() -> link.run(resumption));
        } catch (MalformedBatchException e) {
            observer.onError(Status.INVALID_ARGUMENT
                    .withDescription("the last batch is not readable here: " + e.getMessage())
                    .asRuntimeException());
        } catch (RejectedExecutionException e) {
            observer.onError(Status.RESOURCE_EXHAUSTED
                    .withDescription("more than " + MOST_LINKS + " links, or closing")
                    .asRuntimeException());
        }
    }

    /** One region's stream. */
    private final class Link {
        private final ServerCallStreamObserver<byte[]> out;

        /** Wakes the sender when the other side takes more, or is gone. */
        private final Semaphore wake = new Semaphore(0);

        Link(ServerCallStreamObserver<byte[]> out) {
            this.out = out;
            out.setOnReadyHandler(wake::release);
            out.setOnCancelHandler(wake::release);
        }

        void run(@Nullable Resumption resumption) {
            log.info("a region follows the change log here");
            try {
                if (resumption != null) {
                    lookThrough(resumption);
                }
                send(resumption);
            } catch (ChangeLogException e) {
                fail(Status.UNAVAILABLE
                        .withDescription("the change log cannot be read")
                        .withCause(e));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                fail(Status.UNAVAILABLE.withDescription("closing"));
            }
            log.info("a region no longer follows the change log here");
        }

        private void fail(Status status) {
            if (!out.isCancelled()) {
                out.onError(status.asRuntimeException());
            }
        }

        private void lookThrough(Resumption resumption) throws InterruptedException {
            long next = ring.oldest();
            long newest = ring.newest();
            while (next <= newest && !out.isCancelled()) {
                ChangeLog.Read read = ring.read(next, MOST_PER_READ, LogLink.SILENCE.toMillis());
                read.batches().forEach(resumption::look);
                next = Math.max(next + 1, read.next());
                sendWhenReady(SIGN_OF_LIFE);
            }
        }

        private void send(@Nullable Resumption resumption) throws InterruptedException {
            long next = ring.oldest();
            while (!out.isCancelled()) {
                ChangeLog.Read read = ring.read(next, MOST_PER_READ, LogLink.SIGN_OF_LIFE.toMillis());
                boolean sent = false;
                for (LogBatch batch : read.batches()) {
                    if (resumption == null || resumption.isNews(batch)) {
                        sendWhenReady(LogBatchCodec.encode(batch));
                        sent = true;
                    }
                }
                if (!sent) {
                    sendWhenReady(SIGN_OF_LIFE);
                }
                next = read.next();
            }
        }

        private void sendWhenReady(byte[] message) throws InterruptedException {
            while (!out.isReady() && !out.isCancelled()) {
                wake.acquire();
                wake.drainPermits();
            }
            if (!out.isCancelled()) {
                out.onNext(message);
            }
        }
    }

    @Override
    public void close() {
        server.shutdownNow();
        links.shutdownNow();
    }
}
