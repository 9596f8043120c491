package io.nearside.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.CoalescingBufferQueue;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * The compressed protocol with zlib (MySQL Internals, "Compression"): between this handler and the peer, the stream of
 * packets is cut into frames of its own, wherever packets begin and end.
 *
 * <p>A frame is inflated when all of it is there, and passed on in pieces only while the channel is to be read: one frame may
 * hold a thousand times its length, in millions of commands.
 *
 * <p>Frames have numbers of their own; an answer's go on from the last frame of what it answers. Numbers of frames that come
 * are not checked, as a checksum stands behind them.
 */
public final class CompressedPackets extends ChannelDuplexHandler {
    static final int HEADER = 7;

    /** What is shorter is not worth compressing. */
    static final int SHORTEST_COMPRESSED = 50;

    /** Longest plain bytes of a frame that is sent: long enough to compress well, short enough to go out early. */
    static final int LONGEST_SENT = 64 * 1024;

    /** Longest plain bytes that are passed on between two looks at whether to go on. */
    private static final int PIECE = 16 * 1024;

    private @Nullable ChannelHandlerContext self;
    private @Nullable CoalescingBufferQueue unsent;

    /** Frames, the first of which may have begun only. */
    private @Nullable ByteBuf received;

    /** What has not been passed on of the last frame. */
    private @Nullable ByteBuf plain;

    private int receivedNumber;
    private int nextNumber;
    private boolean passing;
    private boolean broken;

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        self = context;
        unsent = new CoalescingBufferQueue(context.channel());
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        dropReceived();
        unsent().releaseAndFailAll(context, new ClosedChannelException());
    }

    private CoalescingBufferQueue unsent() {
        if (unsent == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return unsent;
    }

    // ---- from the peer

    /** The number of the frame in which the bytes ended that are being passed on. */
    public int receivedNumber() {
        return receivedNumber;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (broken) {
            bytes.release();
            return;
        }
        received = received == null
                ? bytes
                : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), received, bytes);
        pass(context);
    }

    @Override
    public void read(ChannelHandlerContext context) {
        if (isHolding()) {
            // Not at once: whoever wants to read may be in the middle of something.
            context.executor().execute(() -> resume(context));
        } else {
            context.read();
        }
    }

    private void resume(ChannelHandlerContext context) {
        if (!isHolding() || context.isRemoved()) {
            return;
        }
        pass(context);
        context.fireChannelReadComplete();
        if (!isHolding() && isWanted(context)) {
            context.read();
        }
    }

    private static boolean isWanted(ChannelHandlerContext context) {
        return context.channel().config().isAutoRead();
    }

    /** Whether there is something to pass on without reading. */
    private boolean isHolding() {
        return plain != null || hasWholeFrame();
    }

    private boolean hasWholeFrame() {
        ByteBuf in = received;
        return in != null
                && in.readableBytes() >= HEADER
                && in.readableBytes() - HEADER >= in.getUnsignedMediumLE(in.readerIndex());
    }

    private void pass(ChannelHandlerContext context) {
        if (passing) {
            return;
        }
        passing = true;
        try {
            while (isHolding() && isWanted(context)) {
                if (plain == null) {
                    nextFrame(context);
                }
                passPiece(context);
            }
        } catch (MalformedPacketException e) {
            broken = true;
            dropReceived();
            context.fireExceptionCaught(e);
        } finally {
            passing = false;
        }
    }

    private void nextFrame(ChannelHandlerContext context) {
        ByteBuf in = received;
        if (in == null) {
            return;
        }
        int length = in.readUnsignedMediumLE();
        receivedNumber = in.readUnsignedByte();
        int plainLength = in.readUnsignedMediumLE();
        plain = plainLength == 0
                ? in.readRetainedSlice(length)
                : Zlib.inflate(context.alloc(), in.readSlice(length), plainLength);
        if (!in.isReadable()) {
            received = null;
            in.release();
        } else if (in.refCnt() == 1) {
            in.discardSomeReadBytes();
        }
    }

    private void passPiece(ChannelHandlerContext context) {
        ByteBuf rest = plain;
        if (rest == null) {
            return;
        }
        if (rest.readableBytes() > PIECE) {
            context.fireChannelRead(rest.readRetainedSlice(PIECE));
            return;
        }
        plain = null;
        if (rest.isReadable()) {
            context.fireChannelRead(rest);
        } else {
            rest.release();
        }
    }

    private void dropReceived() {
        if (received != null) {
            received.release();
            received = null;
        }
        if (plain != null) {
            plain.release();
            plain = null;
        }
    }

    // ---- to the peer

    /** What is written from now on answers a command, or a part of one, that ended in the frame of this number. */
    public void answering(int frame) {
        int next = (frame + 1) & 0xFF;
        ChannelHandlerContext context = self;
        if (next != nextNumber && context != null) {
            sendAll(context);
            nextNumber = next;
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        ByteBuf bytes = (ByteBuf) message;
        if (!bytes.isReadable()) {
            sendAll(context);
            context.write(bytes, promise);
            return;
        }
        unsent().add(bytes, promise);
        while (unsent().readableBytes() >= LONGEST_SENT) {
            send(context, LONGEST_SENT);
        }
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        sendAll(context);
        context.flush();
    }

    private void sendAll(ChannelHandlerContext context) {
        if (unsent().readableBytes() > 0) {
            send(context, unsent().readableBytes());
        }
    }

    private void send(ChannelHandlerContext context, int length) {
        ChannelPromise promise = context.newPromise();
        ByteBuf bytes = unsent().remove(length, promise);
        ByteBuf frame = context.alloc().buffer(HEADER + length, HEADER + length);
        try {
            frame.writeZero(HEADER);
            boolean compressed = length >= SHORTEST_COMPRESSED && Zlib.deflate(bytes, frame);
            if (!compressed) {
                frame.writeBytes(bytes, bytes.readerIndex(), length);
            }
            frame.setMediumLE(0, frame.readableBytes() - HEADER)
                    .setByte(3, nextNumber)
                    .setMediumLE(4, compressed ? length : 0);
        } finally {
            bytes.release();
        }
        nextNumber = (nextNumber + 1) & 0xFF;
        context.write(frame, promise);
    }
}
