package io.nearside.proxy.session;

import io.nearside.proxy.wire.CompressedPackets;
import io.nearside.proxy.wire.ErrPacket;
import io.nearside.proxy.wire.MalformedPacketException;
import io.nearside.proxy.wire.PacketDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderException;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client's end of a session: takes packets in order, hands over one command at a time, and keeps back what comes while
 * one is under way.
 *
 * <p>Owned by one event loop.
 */
final class ClientChannel extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(ClientChannel.class);

    /** Commands a client may send ahead before it is no longer read. */
    private static final int MOST_WAITING = 64;

    /** Bytes a client may send ahead before it is no longer read. */
    private static final int MOST_WAITING_BYTES = 1024 * 1024;

    /** Less than the origin takes to lose its patience ({@code connect_timeout}, 10 s): it would hang up without a word. */
    private static final int LOGIN_SECONDS = 8;

    private static final int LINGER_SECONDS = 5;

    private final Channel channel;
    private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>();

    /** With compression, in which frame each waiting packet ended. */
    private final ArrayDeque<Integer> frames = new ArrayDeque<>();

    private final Session session;
    private final SessionMetrics metrics;
    private @Nullable Future<?> loginDeadline;
    private @Nullable CompressedPackets compression;
    private int waitingBytes;
    private boolean reading;
    private boolean handing;
    private boolean originKeepsUp = true;
    private boolean closing;

    ClientChannel(Channel channel, Session.Context context) {
        this.channel = channel;
        this.metrics = context.metrics();
        this.session = new Session(context, this);
    }

    Session session() {
        return session;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        loginDeadline = channel.eventLoop().schedule(this::requireLogin, LOGIN_SECONDS, TimeUnit.SECONDS);
        session.open();
    }

    private void requireLogin() {
        refuse(ErrPacket.badHandshake("no login within " + LOGIN_SECONDS + " s"));
    }

    /** The client has logged in and may send packets of any length. */
    void loggedIn() {
        forgetDeadline();
        PacketDecoder decoder = channel.pipeline().get(PacketDecoder.class);
        if (decoder != null) {
            decoder.allowAll();
        }
    }

    /** Everything from now on is compressed, both ways. */
    void compress() {
        if (compression != null) {
            return;
        }
        ChannelPipeline pipeline = channel.pipeline();
        compression = new CompressedPackets();
        waiting.forEach(early -> frames.add(0));
        pipeline.addBefore(pipeline.context(PacketDecoder.class).name(), null, compression);
    }

    private void forgetDeadline() {
        if (loginDeadline != null) {
            loginDeadline.cancel(false);
            loginDeadline = null;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf packet = (ByteBuf) message;
        reading = true;
        if (closing) {
            packet.release();
        } else if (!session.takesPart(packet)) {
            waiting.add(packet);
            waitingBytes += packet.readableBytes();
            if (compression != null) {
                frames.add(compression.receivedNumber());
            }
            handOver();
        } else if (compression != null) {
            compression.answering(compression.receivedNumber());
        }
    }

    /** Hands over commands while the session takes them, and the client its answers; called again when that changes. */
    void handOver() {
        if (handing) {
            return;
        }
        handing = true;
        try {
            while (!session.isBusy() && !closing && channel.isWritable()) {
                ByteBuf packet = waiting.poll();
                if (packet == null) {
                    break;
                }
                waitingBytes -= packet.readableBytes();
                if (compression != null) {
                    compression.answering(frames.remove());
                }
                session.command(packet);
            }
        } finally {
            handing = false;
        }
        readOrNot();
    }

    private void readOrNot() {
        boolean read = originKeepsUp && waiting.size() < MOST_WAITING && waitingBytes < MOST_WAITING_BYTES;
        if (channel.config().isAutoRead() != read) {
            channel.config().setAutoRead(read);
        }
    }

    /** Whether the origin takes what this client sends; while it does not, the client is not read. */
    void originKeepsUp(boolean keepsUp) {
        originKeepsUp = keepsUp;
        readOrNot();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        reading = false;
        session.flushOrigin();
        channel.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        session.clientKeepsUp(channel.isWritable());
        handOver();
        flushUnlessReading();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        closing = true;
        forgetDeadline();
        dropWaiting();
        session.closed();
    }

    private void dropWaiting() {
        frames.clear();
        while (true) {
            ByteBuf packet = waiting.poll();
            if (packet == null) {
                return;
            }
            packet.release();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Throwable root = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        if (root instanceof MalformedPacketException) {
            refuse(ErrPacket.malformed(String.valueOf(root.getMessage())));
        } else if (root instanceof IOException) {
            log.debug("client connection lost: {}", root.toString());
            channel.close();
        } else {
            log.error("unexpected failure in a session, closing it", root);
            channel.close();
        }
    }

    /** Answers with an error after which the connection cannot go on. */
    void refuse(ErrPacket error) {
        if (closing) {
            return;
        }
        metrics.malformed();
        log.warn("closing a client connection: code={} message={}", error.code(), error.message());
        closeWith(error.encode(channel.alloc(), session.replyNumber(), session.isLoggedIn()));
    }

    /** Writes a last packet and closes. */
    void closeWith(ByteBuf packet) {
        closing = true;
        dropWaiting();
        // A client that does not read must not keep its connection.
        Future<?> linger = channel.eventLoop().schedule(() -> channel.close(), LINGER_SECONDS, TimeUnit.SECONDS);
        channel.closeFuture().addListener(closed -> linger.cancel(false));
        channel.writeAndFlush(packet).addListener(ChannelFutureListener.CLOSE);
    }

    /** Closes once everything written has gone out. */
    void close() {
        closeWith(Unpooled.EMPTY_BUFFER);
    }

    /** Closes at once, whatever is under way. Any thread. */
    void abort() {
        channel.close();
    }

    /** Writes without flushing; takes over the bytes. */
    void write(ByteBuf bytes) {
        channel.write(bytes, channel.voidPromise());
    }

    void flush() {
        channel.flush();
    }

    /** Flushes both ends after something came from neither; what comes of a read is flushed when that is complete. */
    void flushUnlessReading() {
        if (!reading) {
            session.flushOrigin();
            channel.flush();
        }
    }

    Channel channel() {
        return channel;
    }
}
