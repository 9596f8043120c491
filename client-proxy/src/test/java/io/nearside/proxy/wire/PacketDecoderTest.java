package io.nearside.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class PacketDecoderTest {

    @Property
    void givesTheSamePacketsHoweverTheBytesAreCut(
            @ForAll @Size(max = 8) List<@Size(max = 300) byte[]> payloads, @ForAll Random random) {
        ByteBuf stream = Unpooled.buffer();
        List<String> sent = new ArrayList<>();
        for (byte[] payload : payloads) {
            int from = stream.writerIndex();
            stream.writeMediumLE(payload.length).writeByte(sent.size()).writeBytes(payload);
            sent.add(ByteBufUtil.hexDump(stream, from, stream.writerIndex() - from));
        }
        EmbeddedChannel channel = new EmbeddedChannel(new PacketDecoder(300));

        while (stream.isReadable()) {
            int piece = Math.min(stream.readableBytes(), 1 + random.nextInt(1 + random.nextInt(400)));
            channel.writeInbound(stream.readBytes(piece));
        }

        List<String> received = new ArrayList<>();
        for (ByteBuf packet = channel.readInbound(); packet != null; packet = channel.readInbound()) {
            received.add(ByteBufUtil.hexDump(packet));
            packet.release();
        }
        channel.finishAndReleaseAll();
        assertThat(received).isEqualTo(sent);
    }

    @Test
    void refusesAPacketOfAStrangerByItsHeaderAlone() {
        EmbeddedChannel channel = new EmbeddedChannel(new PacketDecoder(100));

        assertThatThrownBy(() -> channel.writeInbound(
                        Unpooled.buffer().writeMediumLE(101).writeByte(0)))
                .hasRootCauseInstanceOf(MalformedPacketException.class);
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[1_000]));

        assertThat(channel.<Object>readInbound()).isNull();
        channel.finishAndReleaseAll();
    }

    @Test
    void takesAPacketAsLongAsPacketsGetOnceTheClientIsKnown() {
        PacketDecoder decoder = new PacketDecoder(100);
        EmbeddedChannel channel = new EmbeddedChannel(decoder);
        decoder.allowAll();

        channel.writeInbound(
                Unpooled.buffer().writeMediumLE(PacketDecoder.MAX_PAYLOAD).writeByte(0));
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[PacketDecoder.MAX_PAYLOAD]));

        ByteBuf packet = channel.readInbound();
        assertThat(packet.readableBytes()).isEqualTo(PacketDecoder.HEADER + PacketDecoder.MAX_PAYLOAD);
        packet.release();
        channel.finishAndReleaseAll();
    }
}
