package io.nearside.proxy.origin;

import io.nearside.proxy.wire.MalformedPacketException;
import io.nearside.proxy.wire.PacketDecoder;
import io.nearside.proxy.wire.ReplyKind;
import io.nearside.proxy.wire.ReplyTracker;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.util.ArrayDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to the origin. Commands go out in order, and each reply's bytes go, as they come, to the sink that was
 * given with its command.
 *
 * <p>Owned by one event loop, on which everything here is called.
 */
public final class OriginConnection extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(OriginConnection.class);

    private record Expected(ReplyKind kind, ReplySink sink) {}

    private final Channel channel;
    private OriginListener listener;
    private final ArrayDeque<Expected> expected = new ArrayDeque<>();
    private final ReplyTracker reply = new ReplyTracker();
    private long id;
    private boolean begun;
    private boolean closed;

    OriginConnection(Channel channel, OriginListener listener) {
        this.channel = channel;
        this.listener = listener;
    }

    /** Has another owner told from now on. */
    public void listener(OriginListener owner) {
        listener = owner;
    }

    /** What the origin calls it, in KILL for one; 0 before the greeting. */
    public long id() {
        return id;
    }

    /** The origin's greeting has named it. */
    public void named(long connectionId) {
        id = connectionId;
    }

    public ByteBufAllocator allocator() {
        return channel.alloc();
    }

    /** Whether nothing was sent whose reply is not whole. */
    public boolean isQuiet() {
        return expected.isEmpty();
    }

    /** Says which form the packets take, once the login has settled it. */
    public void deprecateEof(boolean deprecateEof) {
        reply.deprecateEof(deprecateEof);
    }

    /** Says whether OK packets may tell of changes in the session. */
    public void sessionTrack(boolean negotiated) {
        reply.sessionTrack(negotiated);
    }

    /** Waits for a reply to nothing that was sent: the greeting. */
    public void expect(ReplyKind kind, ReplySink sink) {
        if (closed) {
            sink.onLost();
        } else {
            expected.add(new Expected(kind, sink));
        }
    }

    /** Writes a command, or its first packet, without flushing; its reply goes to {@code sink}. Takes over the packet. */
    public void send(ByteBuf packet, ReplyKind kind, ReplySink sink) {
        write(packet);
        expect(kind, sink);
    }

    /** Writes a packet that has no reply of its own. Takes over the packet. */
    public void write(ByteBuf packet) {
        channel.write(packet, channel.voidPromise());
    }

    public void flush() {
        channel.flush();
    }

    /** Whether the reply under way waits for a packet of the client that is no command: in a login, or of a local file. */
    public boolean awaitsClient() {
        return begun && reply.awaitsClient();
    }

    /** Writes the packet that {@link #awaitsClient} is about. Takes over the packet. */
    public void writeAwaited(ByteBuf packet) {
        reply.clientSpoke(packet.readableBytes() - PacketDecoder.HEADER);
        write(packet);
    }

    /** The reply under way, or the last one that ended. */
    public ReplyTracker reply() {
        return reply;
    }

    /** Stops or resumes to read, so that nobody holds what its receiver does not take. */
    public void readable(boolean readable) {
        channel.config().setAutoRead(readable);
    }

    public boolean isClosed() {
        return closed;
    }

    /** Closes; what was written goes out first as far as the network takes it at once. */
    public void close() {
        channel.flush();
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            while (bytes.isReadable()) {
                deliver(bytes);
            }
        } finally {
            bytes.release();
        }
    }

    private void deliver(ByteBuf bytes) {
        Expected head = expected.peek();
        if (head == null) {
            // The origin says why it hangs up (shutdown, idle too long); its closing says it all.
            log.debug("the origin spoke unasked, bytes={}", bytes.readableBytes());
            bytes.skipBytes(bytes.readableBytes());
            channel.close();
            return;
        }
        if (!begun) {
            reply.begin(head.kind(), head.sink().mayAskForFile());
            begun = true;
        }
        int from = bytes.readerIndex();
        int end = reply.follow(bytes, from, bytes.writerIndex());
        int until = end < 0 ? bytes.writerIndex() : end;
        head.sink().onBytes(bytes.readRetainedSlice(until - from));
        if (end >= 0) {
            begun = false;
            expected.poll();
            head.sink().onEnd(reply);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        listener.onReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        listener.onWritable(channel.isWritable());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        closed = true;
        while (true) {
            Expected lost = expected.poll();
            if (lost == null) {
                break;
            }
            lost.sink().onLost();
            begun = false;
        }
        listener.onClosed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof MalformedPacketException) {
            log.warn("the origin sent what cannot be understood, closing the connection: {}", cause.getMessage());
        } else if (cause instanceof IOException) {
            log.debug("connection to the origin lost: {}", cause.toString());
        } else {
            log.error("unexpected failure on a connection to the origin, closing it", cause);
            listener.onFailure();
        }
        context.close();
    }
}
