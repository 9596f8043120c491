package io.nearside.proxy.session;

import io.nearside.proxy.wire.PacketDecoder;
import io.netty.buffer.ByteBuf;
import java.nio.charset.Charset;

/** How a statement of the client's gets to the origin: as it came, or once the origin has what it refers to. */
interface Passage {
    /** As it came. */
    Passage DIRECT = new Passage() {
        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void open(Opening next) {
            next.opened();
        }

        @Override
        public ByteBuf addressed(ByteBuf packet) {
            return packet;
        }

        @Override
        public String text(ByteBuf packet, Charset charset) {
            int start = packet.readerIndex() + PacketDecoder.HEADER + 1;
            return packet.toString(start, packet.writerIndex() - start, charset);
        }

        @Override
        public void owed() {}

        @Override
        public void settled() {}
    };

    /** What comes of {@link #open}: one of these, once, either before it returns or later on the event loop. */
    interface Opening {
        void opened();

        /** The origin answered with this error, a whole packet. Takes it over. */
        void refused(ByteBuf error);

        /** The connection to the origin is gone. */
        void lost();
    }

    /** Whether a packet may be sent now. */
    boolean isOpen();

    void open(Opening next);

    /** The packet as the origin takes it, when this is open. Takes over the packet and gives another, or the same. */
    ByteBuf addressed(ByteBuf packet);

    /** The statement that the packet is about. */
    String text(ByteBuf packet, Charset charset);

    /** The last statement was answered without the origin, which may have to run it yet. */
    void owed();

    /** The statement that was answered without the origin need never be run there. */
    void settled();
}
