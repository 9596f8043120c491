package io.nearside.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

final class PacketReaderTest {

    @Property
    void readsTheLengthThatWasWritten(@ForAll @LongRange(min = 0) long length) {
        ByteBuf bytes = Unpooled.buffer();
        TestingReply.writeLength(bytes, length);
        bytes.writeByte(42);
        PacketReader reader = new PacketReader(bytes);

        assertThat(reader.readLength()).isEqualTo(length);
        assertThat(reader.remaining()).isEqualTo(1);
    }

    @Property
    void readsTheTextThatWasWritten(@ForAll @StringLength(max = 400) String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        ByteBuf bytes = Unpooled.buffer();
        TestingReply.writeLength(bytes, encoded.length);
        bytes.writeBytes(encoded);

        assertThat(new PacketReader(bytes).readLengthString(StandardCharsets.UTF_8))
                .isEqualTo(new String(encoded, StandardCharsets.UTF_8));
    }

    @Property(tries = 5_000)
    void neverReadsPastTheEnd(@ForAll byte[] bytes, @ForAll Random random) {
        // The bytes behind the payload belong to the next packet.
        ByteBuf payload = Unpooled.wrappedBuffer(bytes, new byte[64]).slice(0, bytes.length);
        PacketReader reader = new PacketReader(payload);
        List<Consumer<PacketReader>> reads = List.of(
                PacketReader::readByte,
                PacketReader::readShort,
                PacketReader::readInt,
                PacketReader::readLength,
                r -> r.readLengthString(StandardCharsets.UTF_8),
                r -> r.readZeroString(StandardCharsets.UTF_8),
                r -> r.skip(random.nextInt(5)));
        try {
            while (reader.remaining() > 0) {
                int before = reader.remaining();
                reads.get(random.nextInt(reads.size())).accept(reader);
                assertThat(reader.remaining()).isLessThanOrEqualTo(before);
            }
        } catch (MalformedPacketException e) {
            assertThat(payload.readerIndex()).isLessThanOrEqualTo(bytes.length);
        }
    }

    @Test
    void tellsNullFromEmpty() {
        PacketReader reader = new PacketReader(Unpooled.wrappedBuffer(new byte[] {(byte) 0xFB, 0}));

        assertThat(reader.readLengthString(StandardCharsets.UTF_8)).isNull();
        assertThat(reader.readLengthString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void refusesALengthThatNoPacketHas() {
        byte[] huge = {(byte) 0xFE, -1, -1, -1, -1, -1, -1, -1, -1};

        assertThatThrownBy(() -> new PacketReader(Unpooled.wrappedBuffer(huge)).readLength())
                .isInstanceOf(MalformedPacketException.class);
    }
}
