package io.nearside.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class ReplyTrackerTest {
    private static final int FULL = PacketDecoder.MAX_PAYLOAD;

    @Property
    void findsTheEndOfEveryReplyHoweverItIsCut(
            @ForAll ReplyKind kind, @ForAll boolean deprecateEof, @ForAll Random random) {
        TestingReply reply = new TestingReply(random, kind, deprecateEof);
        int length = reply.bytes.readableBytes();
        // What comes after the reply must be left alone.
        reply.bytes.writeBytes(new byte[] {1, 2, 3, 4, 5, 6, 7});
        ReplyTracker tracker = new ReplyTracker();
        tracker.deprecateEof(deprecateEof);

        tracker.begin(kind, true);
        int end = followInPieces(tracker, reply.bytes, random);

        assertThat(end).isEqualTo(length);
        assertThat(tracker.failed()).isEqualTo(reply.failed);
        assertThat(tracker.isSingleResultSet()).isEqualTo(reply.singleResultSet && !reply.failed);
        if (kind != ReplyKind.ONE_PACKET && kind != ReplyKind.PREPARED) {
            assertThat(tracker.warnings()).isEqualTo(reply.warnings);
            assertThat(tracker.serverStatus()).isEqualTo(reply.status);
        }
        if (kind == ReplyKind.PREPARED) {
            assertThat(tracker.statementId()).isEqualTo(reply.statementId);
        }
        assertThat(tracker.nextSequenceId()).isEqualTo(reply.nextSequenceId);
    }

    /** Cut anywhere, and seen in buffers that hold other bytes before and after. */
    private static int followInPieces(ReplyTracker tracker, ByteBuf bytes, Random random) {
        int at = 0;
        while (at < bytes.writerIndex()) {
            int to = Math.min(bytes.writerIndex(), at + 1 + random.nextInt(1 + random.nextInt(200)));
            int end = tracker.follow(bytes, at, to);
            if (end >= 0) {
                return end;
            }
            at = to;
        }
        return -1;
    }

    @Property
    void followsOneReplyAfterTheOther(@ForAll boolean deprecateEof, @ForAll Random random) {
        ReplyTracker tracker = new ReplyTracker();
        tracker.deprecateEof(deprecateEof);
        for (ReplyKind kind : ReplyKind.values()) {
            TestingReply reply = new TestingReply(random, kind, deprecateEof);

            tracker.begin(kind, true);

            assertThat(followInPieces(tracker, reply.bytes, random)).isEqualTo(reply.bytes.writerIndex());
            assertThat(tracker.failed()).isEqualTo(reply.failed);
        }
    }

    @Property(tries = 5_000)
    void takesRandomBytesOrRefusesThem(@ForAll ReplyKind kind, @ForAll boolean deprecateEof, @ForAll Random random) {
        ByteBuf bytes = randomPackets(random);
        ReplyTracker tracker = new ReplyTracker();
        tracker.deprecateEof(deprecateEof);
        tracker.begin(kind, true);

        try {
            int end = tracker.follow(bytes, 0, bytes.writerIndex());
            assertThat(end).isBetween(-1, bytes.writerIndex());
        } catch (MalformedPacketException e) {
            assertThat(tracker.mayFailHere()).isFalse();
        }
    }

    /** Framed well, so that the content is reached; the content is anything, and often looks like something. */
    private static ByteBuf randomPackets(Random random) {
        ByteBuf bytes = Unpooled.buffer();
        int[] heads = {0x00, 0x01, 0xFB, 0xFC, 0xFD, 0xFE, 0xFF};
        for (int i = random.nextInt(8); i >= 0; i--) {
            byte[] payload = new byte[random.nextInt(14)];
            random.nextBytes(payload);
            if (payload.length > 0 && random.nextBoolean()) {
                payload[0] = (byte) heads[random.nextInt(heads.length)];
            }
            bytes.writeMediumLE(payload.length).writeByte(i).writeBytes(payload);
        }
        return bytes;
    }

    @Test
    void takesARowOf16MiBThatBeginsLikeAnEndForARow() {
        for (boolean deprecateEof : new boolean[] {false, true}) {
            ReplyTracker tracker = new ReplyTracker();
            tracker.deprecateEof(deprecateEof);
            tracker.begin(ReplyKind.ROWS);

            assertThat(followFullPacket(tracker, 0xFE)).isEqualTo(-1);
            ByteBuf rest = packet(0xFE, 0, 0, 2, 0);
            assertThat(tracker.follow(rest, 0, rest.writerIndex())).isEqualTo(-1);
            assertThat(tracker.mayFailHere()).isTrue();
            ByteBuf end = deprecateEof ? packet(0xFE, 0, 0, 2, 0, 0, 0) : packet(0xFE, 0, 0, 2, 0);
            assertThat(tracker.follow(end, 0, end.writerIndex())).isEqualTo(end.writerIndex());
        }
    }

    @Test
    void takesAnEmptyPacketAfterAFullOneForItsEnd() {
        ReplyTracker tracker = new ReplyTracker();
        tracker.begin(ReplyKind.ROWS);

        followFullPacket(tracker, 1);
        assertThat(tracker.mayFailHere()).isFalse();
        ByteBuf empty = packet();
        assertThat(tracker.follow(empty, 0, empty.writerIndex())).isEqualTo(-1);
        ByteBuf error = packet(0xFF, 1, 1);

        assertThat(tracker.follow(error, 0, error.writerIndex())).isEqualTo(error.writerIndex());
        assertThat(tracker.failed()).isTrue();
    }

    @Test
    void refusesAnOutcomeOf16MiB() {
        ReplyTracker tracker = new ReplyTracker();
        tracker.begin(ReplyKind.OUTCOME);

        assertThatThrownBy(() -> followFullPacket(tracker, 0x00)).isInstanceOf(MalformedPacketException.class);
    }

    /** A packet of the greatest length, in pieces that are all the same few bytes. */
    private static int followFullPacket(ReplyTracker tracker, int first) {
        ByteBuf head = Unpooled.buffer().writeMediumLE(FULL).writeByte(7).writeByte(first);
        assertThat(tracker.follow(head, 0, head.writerIndex())).isEqualTo(-1);
        ByteBuf piece = Unpooled.wrappedBuffer(new byte[64 * 1024]);
        int end = -1;
        for (int left = FULL - 1; left > 0; left -= piece.writerIndex()) {
            end = tracker.follow(piece, 0, Math.min(left, piece.writerIndex()));
        }
        return end;
    }

    @Test
    void letsTheClientSpeakOnceForEachPacketOfALogin() {
        ReplyTracker tracker = new ReplyTracker();
        tracker.begin(ReplyKind.LOGIN);
        assertThat(tracker.awaitsClient()).isFalse();

        follow(tracker, packet(0xFE, 'x', 0));
        assertThat(tracker.awaitsClient()).isTrue();
        tracker.clientSpoke(20);
        assertThat(tracker.awaitsClient()).isFalse();
        follow(tracker, packet(0x01, 0x04));
        assertThat(tracker.awaitsClient()).isTrue();
        tracker.clientSpoke(0);
        follow(tracker, packet(0x00, 0, 0, 2, 0, 0, 0));

        assertThat(tracker.awaitsClient()).isFalse();
        assertThat(tracker.failed()).isFalse();
    }

    @Test
    void asksNothingOfTheClientWhenItsPasswordWasEnough() {
        ReplyTracker tracker = new ReplyTracker();
        tracker.begin(ReplyKind.LOGIN);

        follow(tracker, packet(0x01, 0x03));

        assertThat(tracker.awaitsClient()).isFalse();
    }

    @Test
    void letsTheClientSpeakUntilItsFileEnds() {
        ReplyTracker tracker = new ReplyTracker();
        tracker.begin(ReplyKind.RESULTS, true);

        follow(tracker, packet(0xFB, 'f'));
        assertThat(tracker.awaitsClient()).isTrue();
        tracker.clientSpoke(10);
        tracker.clientSpoke(FULL);
        tracker.clientSpoke(0);
        assertThat(tracker.awaitsClient())
                .as("an empty packet ends a full one first")
                .isTrue();
        tracker.clientSpoke(0);

        assertThat(tracker.awaitsClient()).isFalse();
    }

    @Test
    void knowsThatAFileWasNotSentToItsEnd() {
        ReplyTracker tracker = new ReplyTracker();
        tracker.begin(ReplyKind.RESULTS, true);
        follow(tracker, packet(0xFB, 'f'));
        tracker.clientSpoke(10);

        follow(tracker, packet(0xFF, 1, 1));

        assertThat(tracker.awaitsClient()).isTrue();
    }

    @Test
    void refusesARequestForAFileThatNobodyOffered() {
        ReplyTracker tracker = new ReplyTracker();
        tracker.begin(ReplyKind.RESULTS);

        assertThatThrownBy(() -> follow(tracker, packet(0xFB, 'f'))).isInstanceOf(MalformedPacketException.class);
    }

    @Test
    void refusesAResultSetWithoutColumns() {
        ReplyTracker tracker = new ReplyTracker();
        tracker.begin(ReplyKind.RESULTS);

        assertThatThrownBy(() -> follow(tracker, packet(0xFC, 0, 0))).isInstanceOf(MalformedPacketException.class);
    }

    private static void follow(ReplyTracker tracker, ByteBuf packet) {
        tracker.follow(packet, 0, packet.writerIndex());
    }

    private static ByteBuf packet(int... payload) {
        ByteBuf packet = Unpooled.buffer().writeMediumLE(payload.length).writeByte(1);
        for (int value : payload) {
            packet.writeByte(value);
        }
        return packet;
    }
}
