package io.nearside.proxy.pool;

import io.nearside.proxy.origin.OriginConnection;
import io.nearside.proxy.origin.ReplySink;
import io.nearside.proxy.wire.ErrPacket;
import io.nearside.proxy.wire.GreetingPacket;
import io.nearside.proxy.wire.MalformedPacketException;
import io.nearside.proxy.wire.PacketDecoder;
import io.nearside.proxy.wire.ReplyKind;
import io.nearside.proxy.wire.ReplyTracker;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for the origin's first packet. Owned by the connection's event loop. */
public final class GreetingWait implements ReplySink {
    private static final Logger log = LoggerFactory.getLogger(GreetingWait.class);
    private static final int ERR = 0xFF;

    /** What comes of it: one of these, once. */
    public interface Listener {
        void greeted(GreetingPacket greeting);

        /** The origin takes no connection, or cannot be understood. Takes over the error, a whole packet. */
        void refused(ByteBuf error);

        void lost();
    }

    private final OriginConnection connection;
    private final ByteBufAllocator allocator;
    private final Listener listener;
    private final ByteBuf packet;

    private GreetingWait(OriginConnection connection, ByteBufAllocator allocator, Listener listener) {
        this.connection = connection;
        this.allocator = allocator;
        this.listener = listener;
        this.packet = allocator.buffer();
    }

    public static void begin(OriginConnection connection, ByteBufAllocator allocator, Listener listener) {
        connection.expect(ReplyKind.ONE_PACKET, new GreetingWait(connection, allocator, listener));
    }

    @Override
    public void onBytes(ByteBuf bytes) {
        packet.writeBytes(bytes);
        bytes.release();
    }

    @Override
    public void onEnd(ReplyTracker reply) {
        boolean refused =
                packet.readableBytes() > PacketDecoder.HEADER && packet.getUnsignedByte(PacketDecoder.HEADER) == ERR;
        if (refused) {
            listener.refused(packet);
            return;
        }
        GreetingPacket greeting;
        try {
            greeting = GreetingPacket.read(packet);
        } catch (MalformedPacketException e) {
            log.warn("the origin's greeting cannot be understood: {}", e.getMessage());
            listener.refused(
                    ErrPacket.badHandshake("of the origin: " + e.getMessage()).encode(allocator, 0, false));
            return;
        } finally {
            packet.release();
        }
        connection.named(greeting.connectionId());
        listener.greeted(greeting);
    }

    @Override
    public void onLost() {
        packet.release();
        listener.lost();
    }
}
