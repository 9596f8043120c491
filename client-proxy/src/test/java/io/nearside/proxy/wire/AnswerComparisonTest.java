package io.nearside.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.proxy.wire.AnswerComparison.Difference;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AnswerComparisonTest {
    private static final int AUTOCOMMIT = 2;
    private static final int NO_INDEX_USED = 0x20;
    private static final int SLOW = 0x800;

    /** One column; rows of one short value each. */
    private static byte[] answer(boolean deprecateEof, int status, int warnings, String... rows) {
        ByteBuf out = Unpooled.buffer();
        int number = 1;
        packet(out, number++, Unpooled.buffer().writeByte(1));
        packet(out, number++, Unpooled.copiedBuffer("a definition", StandardCharsets.US_ASCII));
        if (!deprecateEof) {
            packet(out, number++, eof(status, warnings));
        }
        for (String row : rows) {
            ByteBuf payload = Unpooled.buffer().writeByte(row.length());
            packet(out, number++, payload.writeBytes(row.getBytes(StandardCharsets.US_ASCII)));
        }
        ByteBuf end = deprecateEof
                ? Unpooled.buffer()
                        .writeByte(0xFE)
                        .writeZero(2)
                        .writeShortLE(status)
                        .writeShortLE(warnings)
                : eof(status, warnings);
        packet(out, number, end);
        return ByteBufUtil.getBytes(out);
    }

    private static ByteBuf eof(int status, int warnings) {
        return Unpooled.buffer().writeByte(0xFE).writeShortLE(warnings).writeShortLE(status);
    }

    private static void packet(ByteBuf out, int number, ByteBuf payload) {
        out.writeMediumLE(payload.readableBytes()).writeByte(number).writeBytes(payload);
    }

    private static Difference compare(boolean deprecateEof, byte[] one, byte[] other) {
        return AnswerComparison.compare(one, other, deprecateEof);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tellsOrderFromContent(boolean deprecateEof) {
        byte[] answer = answer(deprecateEof, AUTOCOMMIT, 0, "a", "b", "b");

        assertThat(compare(deprecateEof, answer, answer.clone())).isEqualTo(Difference.NONE);
        assertThat(compare(deprecateEof, answer, answer(deprecateEof, AUTOCOMMIT, 0, "b", "a", "b")))
                .isEqualTo(Difference.ORDER);
        assertThat(compare(deprecateEof, answer, answer(deprecateEof, AUTOCOMMIT, 0, "a", "a", "b")))
                .isEqualTo(Difference.CONTENT);
        assertThat(compare(deprecateEof, answer, answer(deprecateEof, AUTOCOMMIT, 0, "a", "b")))
                .isEqualTo(Difference.CONTENT);
        assertThat(compare(deprecateEof, answer, answer(deprecateEof, AUTOCOMMIT, 0, "a", "b", "c")))
                .isEqualTo(Difference.CONTENT);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void howItWasRunIsNoDifference(boolean deprecateEof) {
        byte[] answer = answer(deprecateEof, AUTOCOMMIT, 0, "a", "b");
        byte[] slowly = answer(deprecateEof, AUTOCOMMIT | NO_INDEX_USED | SLOW, 0, "a", "b");

        assertThat(compare(deprecateEof, answer, slowly)).isEqualTo(Difference.NONE);
        assertThat(compare(deprecateEof, answer, answer(deprecateEof, AUTOCOMMIT | SLOW, 0, "b", "a")))
                .isEqualTo(Difference.ORDER);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void warningsAndOtherFlagsAre(boolean deprecateEof) {
        byte[] answer = answer(deprecateEof, AUTOCOMMIT, 0, "a");

        assertThat(compare(deprecateEof, answer, answer(deprecateEof, AUTOCOMMIT, 1, "a")))
                .isEqualTo(Difference.CONTENT);
        assertThat(compare(deprecateEof, answer, answer(deprecateEof, AUTOCOMMIT | 1, 0, "a")))
                .isEqualTo(Difference.CONTENT);
    }

    @Test
    void whatIsNoAnswerIsDifferent() {
        byte[] answer = answer(true, AUTOCOMMIT, 0, "a");
        for (int cut = 0; cut < answer.length; cut++) {
            byte[] other = answer.clone();
            other[cut] ^= 0x40;
            assertThat(compare(true, answer, other)).as("byte %d", cut).isNotEqualTo(Difference.ORDER);
        }
    }
}
