package io.nearside.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearside.proxy.NoLeaks;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
final class CompressedPacketsTest {
    private static final int MOST = 0xFFFFFF;

    private static EmbeddedChannel channel() {
        EmbeddedChannel channel = new EmbeddedChannel(new CompressedPackets());
        channel.config().setAllocator(UnpooledByteBufAllocator.DEFAULT);
        return channel;
    }

    private static ByteBuf frame(int number, byte[] content, int plainLength) {
        return Unpooled.buffer()
                .writeMediumLE(content.length)
                .writeByte(number)
                .writeMediumLE(plainLength)
                .writeBytes(content);
    }

    private static byte[] deflated(byte[] plain) {
        Deflater deflater = new Deflater();
        deflater.setInput(plain);
        deflater.finish();
        byte[] bytes = new byte[plain.length + 1_000];
        int length = deflater.deflate(bytes);
        deflater.end();
        return Arrays.copyOf(bytes, length);
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        int values = random.nextBoolean() ? 256 : 3;
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) random.nextInt(values);
        }
        return bytes;
    }

    private static ByteBuf drainInbound(EmbeddedChannel channel) {
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf piece = channel.readInbound(); piece != null; piece = channel.readInbound()) {
            all.writeBytes(piece);
            piece.release();
        }
        return all;
    }

    private static ByteBuf drainOutbound(EmbeddedChannel channel) {
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf piece = channel.readOutbound(); piece != null; piece = channel.readOutbound()) {
            all.writeBytes(piece);
            piece.release();
        }
        return all;
    }

    private static void feed(EmbeddedChannel channel, ByteBuf stream, Random random, int longest) {
        while (stream.isReadable()) {
            int piece = Math.min(stream.readableBytes(), 1 + random.nextInt(1 + random.nextInt(longest)));
            channel.writeInbound(stream.readBytes(piece));
        }
        stream.release();
    }

    @Property(tries = 200)
    void framesOfAnyPeerGiveTheSameBytesHoweverTheyAreCut(
            @ForAll @Size(max = 8) List<@IntRange(max = 40_000) Integer> lengths, @ForAll Random random) {
        ByteBuf stream = Unpooled.buffer();
        ByteBuf sent = Unpooled.buffer();
        for (int length : lengths) {
            byte[] plain = bytes(random, length);
            sent.writeBytes(plain);
            boolean compressed = random.nextBoolean() && length > 0;
            stream.writeBytes(
                    frame(random.nextInt(256), compressed ? deflated(plain) : plain, compressed ? length : 0));
        }
        EmbeddedChannel channel = channel();

        feed(channel, stream, random, 9_000);

        assertThat(drainInbound(channel)).isEqualTo(sent);
        assertThat(channel.finishAndReleaseAll()).isFalse();
    }

    @Property(tries = 200)
    void whatIsWrittenIsReadAgain(
            @ForAll @Size(max = 8) List<@IntRange(max = 150_000) Integer> lengths, @ForAll Random random) {
        EmbeddedChannel writer = channel();
        ByteBuf sent = Unpooled.buffer();
        List<ChannelFuture> writes = new ArrayList<>();
        for (int length : lengths) {
            byte[] plain = bytes(random, length);
            sent.writeBytes(plain);
            writes.add(writer.write(Unpooled.wrappedBuffer(plain)));
            if (random.nextBoolean()) {
                writer.flush();
            }
        }
        writer.flush();
        EmbeddedChannel reader = channel();

        feed(reader, drainOutbound(writer), random, 30_000);

        assertThat(drainInbound(reader)).isEqualTo(sent);
        assertThat(writes).allMatch(ChannelFuture::isSuccess);
        writer.finishAndReleaseAll();
        reader.finishAndReleaseAll();
    }

    @Property(tries = 500)
    void garbageGivesACleanErrorOnly(@ForAll @Size(max = 400) byte[] garbage, @ForAll Random random) {
        EmbeddedChannel channel = channel();
        assertThatCode(() -> feed(channel, Unpooled.copiedBuffer(garbage), random, 100))
                .satisfiesAnyOf(none -> assertThat(none).isNull(), error -> assertThat(error)
                        .isInstanceOf(MalformedPacketException.class));
        channel.releaseInbound();
        channel.finishAndReleaseAll();
    }

    @Property(tries = 500)
    void aDamagedFrameGivesACleanErrorOrWasNotDamaged(
            @ForAll @IntRange(min = 50, max = 2_000) int length, @ForAll Random random) {
        byte[] plain = bytes(random, length);
        byte[] content = deflated(plain);
        content[random.nextInt(content.length)] ^= (byte) (1 + random.nextInt(255));
        EmbeddedChannel channel = channel();

        try {
            channel.writeInbound(frame(0, content, length));
            // Some bits mean nothing, such as those behind the last code.
            assertThat(drainInbound(channel)).isEqualTo(Unpooled.wrappedBuffer(plain));
        } catch (MalformedPacketException e) {
            channel.writeInbound(Unpooled.wrappedBuffer(new byte[100]));
            assertThat(channel.<Object>readInbound()).isNull();
        }
        channel.finishAndReleaseAll();
    }

    @Test
    void aLengthThatIsNotTheRightOneIsAnError() {
        for (int wrong : new int[] {1, 50, 999, 1_001, 70_000, MOST}) {
            EmbeddedChannel channel = channel();

            assertThatThrownBy(() -> channel.writeInbound(frame(0, deflated(new byte[1_000]), wrong)))
                    .describedAs("%d instead of 1,000", wrong)
                    .isInstanceOf(MalformedPacketException.class);

            assertThat(channel.<Object>readInbound()).isNull();
            channel.finishAndReleaseAll();
        }
    }

    @Test
    void noMoreIsInflatedThanThereIsToShow() {
        ByteBuf compressed = Unpooled.wrappedBuffer(deflated(new byte[100_000]));
        var allocator = new LargestBuffer();

        assertThatThrownBy(() -> Zlib.inflate(allocator, compressed.duplicate(), MOST))
                .isInstanceOf(MalformedPacketException.class);

        assertThat(allocator.largest).isLessThanOrEqualTo(64 * 1024);
        assertThat(allocator.mostAllowed).isEqualTo(MOST);
    }

    /** Notes how long the buffers are that it is asked for. */
    private static final class LargestBuffer extends AbstractByteBufAllocator {
        private int largest;
        private int mostAllowed;

        @Override
        protected ByteBuf newHeapBuffer(int initial, int most) {
            largest = Math.max(largest, initial);
            mostAllowed = Math.max(mostAllowed, most);
            return UnpooledByteBufAllocator.DEFAULT.heapBuffer(initial, most);
        }

        @Override
        protected ByteBuf newDirectBuffer(int initial, int most) {
            return newHeapBuffer(initial, most);
        }

        @Override
        public boolean isDirectBufferPooled() {
            return false;
        }
    }

    @Test
    void aFrameOfManyCommandsWaitsUntilItIsWanted() {
        EmbeddedChannel channel = channel();
        byte[] plain = new byte[MOST];
        for (int i = 0; i < MOST; i++) {
            plain[i] = (byte) (i / 1_000);
        }
        channel.config().setAutoRead(false);

        channel.writeInbound(frame(0, deflated(plain), MOST));
        assertThat(channel.<Object>readInbound()).isNull();
        channel.config().setAutoRead(true);
        channel.runPendingTasks();

        assertThat(drainInbound(channel)).isEqualTo(Unpooled.wrappedBuffer(plain));
        channel.finishAndReleaseAll();
    }

    @Test
    void whatHasNotBeenPassedOnIsReleased() {
        EmbeddedChannel channel = channel();
        channel.config().setAutoRead(false);
        ByteBuf whole = frame(0, deflated(new byte[100_000]), 100_000);
        ByteBuf begun = frame(1, new byte[100], 0).writerIndex(50);

        channel.writeInbound(whole);
        channel.writeInbound(begun);
        channel.write(Unpooled.wrappedBuffer(new byte[10]));
        channel.finishAndReleaseAll();

        assertThat(whole.refCnt()).isZero();
        assertThat(begun.refCnt()).isZero();
    }

    @Test
    void shortPacketsAreMergedAndNotCompressed() {
        EmbeddedChannel channel = channel();

        channel.write(Unpooled.wrappedBuffer(new byte[] {1, 0, 0, 1, 14}));
        channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {1, 0, 0, 2, 15}));

        ByteBuf frame = drainOutbound(channel);
        assertThat(ByteBufUtil.hexDump(frame)).isEqualTo("0a000000000000" + "010000010e" + "010000020f");
        channel.finishAndReleaseAll();
    }

    @Test
    void whatCannotBeCompressedGoesOutAsItIs() {
        EmbeddedChannel channel = channel();
        byte[] plain = new byte[1_000];
        new Random(1).nextBytes(plain);

        channel.writeAndFlush(Unpooled.wrappedBuffer(plain));

        ByteBuf frame = drainOutbound(channel);
        assertThat(frame.readUnsignedMediumLE()).isEqualTo(1_000);
        frame.skipBytes(1);
        assertThat(frame.readUnsignedMediumLE()).isZero();
        assertThat(frame).isEqualTo(Unpooled.wrappedBuffer(plain));
        channel.finishAndReleaseAll();
    }

    @Test
    void anAnswersNumbersFollowThoseOfItsCommand() {
        CompressedPackets packets = new CompressedPackets();
        EmbeddedChannel channel = new EmbeddedChannel(packets);
        channel.writeInbound(frame(255, new byte[] {1, 0, 0, 0, 14}, 0));
        channel.releaseInbound();
        packets.answering(packets.receivedNumber());

        channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[10]));
        channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[10]));
        channel.write(Unpooled.wrappedBuffer(new byte[10]));
        packets.answering(0);
        channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[10]));

        List<Integer> numbers = new ArrayList<>();
        ByteBuf frames = drainOutbound(channel);
        while (frames.isReadable()) {
            int length = frames.readUnsignedMediumLE();
            numbers.add((int) frames.readUnsignedByte());
            frames.skipBytes(3 + length);
        }
        assertThat(numbers).containsExactly(0, 1, 2, 1);
        channel.finishAndReleaseAll();
    }

    @Test
    void anEmptyLastWriteCompletesBehindEverythingElse() {
        EmbeddedChannel channel = channel();

        channel.write(Unpooled.wrappedBuffer(new byte[10]), channel.voidPromise());
        ChannelFuture last = channel.writeAndFlush(Unpooled.EMPTY_BUFFER);

        assertThat(last.isSuccess()).isTrue();
        assertThat(drainOutbound(channel).readableBytes()).isEqualTo(17);
        channel.finishAndReleaseAll();
    }
}
