package io.nearside.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a reply tells of the transaction it committed. */
final class SessionChangesTest {
    private static final int AUTOCOMMIT = 2;
    private static final int MORE = 8;
    private static final int CHANGED = 0x4000;
    private static final String UUID = "3e11fa47-71ca-11e1-9e33-c80aa9429562";

    private static ByteBuf string(String text) {
        return Unpooled.buffer().writeByte(text.length()).writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static ByteBuf change(int type, ByteBuf data) {
        return Unpooled.buffer().writeByte(type).writeByte(data.readableBytes()).writeBytes(data);
    }

    private static ByteBuf gtids(String set) {
        return change(3, Unpooled.buffer().writeByte(0).writeBytes(string(set)));
    }

    private static ByteBuf variable(String name, String value) {
        return change(0, string(name).writeBytes(string(value)));
    }

    private static ByteBuf ok(int number, int status, ByteBuf... changes) {
        ByteBuf all = Unpooled.wrappedBuffer(changes);
        ByteBuf payload = Unpooled.buffer()
                .writeZero(3)
                .writeShortLE(status)
                .writeZero(2)
                .writeBytes(string("Rows matched: 1"))
                .writeByte(0xFC)
                .writeShortLE(all.readableBytes())
                .writeBytes(all);
        return Unpooled.buffer()
                .writeMediumLE(payload.readableBytes())
                .writeByte(number)
                .writeBytes(payload);
    }

    private static @Nullable String told(boolean negotiated, ByteBuf... packets) {
        ReplyTracker tracker = new ReplyTracker();
        tracker.sessionTrack(negotiated);
        ByteBuf reply = Unpooled.wrappedBuffer(packets);
        tracker.begin(ReplyKind.RESULTS);
        // In two pieces, so that no packet comes as one.
        int middle = reply.writerIndex() / 2;
        if (tracker.follow(reply, 0, middle) < 0) {
            assertThat(tracker.follow(reply, middle, reply.writerIndex())).isEqualTo(reply.writerIndex());
        }
        return tracker.gtid();
    }

    @Test
    void isOneTransactionOfMySql() {
        assertThat(told(true, ok(1, AUTOCOMMIT | CHANGED, gtids(UUID + ":17")))).isEqualTo(UUID + ":17");
    }

    @Test
    void isOneTransactionOfMariaDbAmongOtherNews() {
        ByteBuf schema = change(1, string("other"));
        ByteBuf zone = variable("time_zone", "+00:00");
        assertThat(told(true, ok(1, AUTOCOMMIT | CHANGED, zone, variable("last_gtid", "0-11-17"), schema)))
                .isEqualTo("0-11-17");
    }

    @Test
    void isFoundBehindMuchOtherNews() {
        ByteBuf[] changes = new ByteBuf[60];
        for (int i = 0; i < changes.length - 1; i++) {
            changes[i] = variable("variable_" + i, "x".repeat(80));
        }
        changes[changes.length - 1] = gtids(UUID + ":17");
        assertThat(told(true, ok(1, AUTOCOMMIT | CHANGED, changes))).isEqualTo(UUID + ":17");
    }

    @ParameterizedTest
    @ValueSource(strings = {UUID + ":1-5", UUID + ":1:3", UUID + ":1,\n" + UUID + ":7", "", "0-1", UUID + ":tag:4"})
    void isNotASetOfSeveral(String set) {
        assertThat(told(true, ok(1, AUTOCOMMIT | CHANGED, gtids(set)))).isNull();
        assertThat(told(true, ok(1, AUTOCOMMIT | CHANGED, variable("last_gtid", set))))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({"false, 16384", "true, 0"})
    void isNotThereUnlessAnnounced(boolean negotiated, int flag) {
        assertThat(told(negotiated, ok(1, AUTOCOMMIT | flag, gtids(UUID + ":17"))))
                .isNull();
    }

    /** Which of them committed last, and whether all did, is not told. */
    @Test
    void isNotOfSeveralStatements() {
        assertThat(told(true, ok(1, AUTOCOMMIT | MORE), ok(2, AUTOCOMMIT | CHANGED, gtids(UUID + ":17"))))
                .isNull();
        assertThat(told(true, ok(1, AUTOCOMMIT | MORE | CHANGED, gtids(UUID + ":17")), ok(2, AUTOCOMMIT)))
                .isNull();
    }

    @Test
    void isNotOfTheReplyBefore() {
        ReplyTracker tracker = new ReplyTracker();
        tracker.sessionTrack(true);
        for (String expected : new String[] {UUID + ":17", null}) {
            ByteBuf reply = expected == null ? ok(1, AUTOCOMMIT) : ok(1, AUTOCOMMIT | CHANGED, gtids(expected));
            tracker.begin(ReplyKind.OUTCOME);
            tracker.follow(reply, 0, reply.writerIndex());
            assertThat(tracker.gtid()).isEqualTo(expected);
        }
    }

    @Test
    void newsThatMakeNoSenseAreNoNews() {
        ByteBuf whole = ok(1, AUTOCOMMIT | CHANGED, gtids(UUID + ":17"));
        int payload = whole.readableBytes() - PacketDecoder.HEADER;
        for (int cut = 7; cut < payload; cut++) {
            ByteBuf packet =
                    Unpooled.buffer().writeMediumLE(cut).writeByte(1).writeBytes(whole, PacketDecoder.HEADER, cut);
            assertThat(told(true, packet)).as("%d of %d bytes", cut, payload).isNull();
        }
    }
}
