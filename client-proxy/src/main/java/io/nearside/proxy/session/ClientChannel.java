package io.nearside.proxy.session;

import io.nearside.proxy.wire.ErrPacket;
import io.nearside.proxy.wire.MalformedPacketException;
import io.nearside.proxy.wire.PacketDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
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

    /** As the servers' own {@code connect_timeout}. */
    private static final int LOGIN_SECONDS = 10;

    private static final int LINGER_SECONDS = 5;

    private final Channel channel;
    private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>();
    private final Session session;
    private final SessionMetrics metrics;
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
        channel.eventLoop().schedule(this::requireLogin, LOGIN_SECONDS, TimeUnit.SECONDS);
        session.open();
    }

    private void requireLogin() {
        if (!session.isLoggedIn() && !closing) {
            refuse(ErrPacket.badHandshake("no login within " + LOGIN_SECONDS + " s"), 0);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf packet = (ByteBuf) message;
        reading = true;
        if (closing) {
            packet.release();
        } else if (session.clientMaySpeak()) {
            session.relay(packet);
        } else {
            waiting.add(packet);
            handOver();
        }
    }

    /** Hands over commands while the session takes them; called again when it is free. */
    void handOver() {
        if (handing) {
            return;
        }
        handing = true;
        try {
            while (!session.isBusy() && !closing) {
                ByteBuf packet = waiting.poll();
                if (packet == null) {
                    break;
                }
                session.command(packet);
            }
        } finally {
            handing = false;
        }
        readOrNot();
    }

    private void readOrNot() {
        boolean read = originKeepsUp && waiting.size() < MOST_WAITING;
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
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        closing = true;
        dropWaiting();
        session.closed();
    }

    private void dropWaiting() {
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
            refuse(ErrPacket.malformed(String.valueOf(root.getMessage())), 0);
        } else if (root instanceof IOException) {
            log.debug("client connection lost: {}", root.toString());
            channel.close();
        } else {
            log.error("unexpected failure in a session, closing it", root);
            channel.close();
        }
    }

    /** Answers with an error after which the connection cannot go on. */
    void refuse(ErrPacket error, int sequenceId) {
        if (closing) {
            return;
        }
        metrics.malformed();
        log.warn("closing a client connection: code={} message={}", error.code(), error.message());
        closeWith(error.encode(channel.alloc(), sequenceId, session.isLoggedIn()));
    }

    /** Writes a last packet and closes. */
    void closeWith(ByteBuf packet) {
        closing = true;
        dropWaiting();
        channel.writeAndFlush(packet).addListener(ChannelFutureListener.CLOSE);
        // A client that does not read must not keep its connection.
        channel.eventLoop().schedule(() -> channel.close(), LINGER_SECONDS, TimeUnit.SECONDS);
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

    /** The client has logged in and may send packets of any length. */
    void allowLargePackets() {
        PacketDecoder decoder = channel.pipeline().get(PacketDecoder.class);
        if (decoder != null) {
            decoder.allowAll();
        }
    }

    Channel channel() {
        return channel;
    }
}
