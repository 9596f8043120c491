package io.nearside.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.constraints.WithNull;
import org.jspecify.annotations.Nullable;

final class TextRowsTest {

    @Property
    void readsTheRowsThatWereWritten(
            @ForAll @Size(max = 6) List<@Size(value = 2) List<@WithNull @StringLength(max = 30) String>> rows,
            @ForAll boolean deprecateEof) {
        ByteBuf reply = Unpooled.buffer();
        packet(reply, Unpooled.buffer().writeByte(2));
        packet(reply, Unpooled.buffer().writeByte(3));
        packet(reply, Unpooled.buffer().writeByte(3));
        if (!deprecateEof) {
            packet(reply, Unpooled.buffer().writeByte(0xFE).writeInt(0));
        }
        for (List<@Nullable String> row : rows) {
            ByteBuf payload = Unpooled.buffer();
            for (String value : row) {
                if (value == null) {
                    payload.writeByte(0xFB);
                } else {
                    byte[] bytes = value.getBytes(StandardCharsets.UTF_16BE);
                    TestingReply.writeLength(payload, bytes.length);
                    payload.writeBytes(bytes);
                }
            }
            packet(reply, payload);
        }
        packet(reply, Unpooled.buffer().writeByte(0xFE).writeInt(0));

        assertThat(TextRows.read(reply, deprecateEof, StandardCharsets.UTF_16BE))
                .isEqualTo(rows);
    }

    @Property(tries = 5_000)
    void readsAnyBytesOrRefusesThem(@ForAll byte[] bytes, @ForAll boolean deprecateEof) {
        try {
            assertThat(TextRows.read(Unpooled.wrappedBuffer(bytes), deprecateEof, StandardCharsets.UTF_8))
                    .hasSizeLessThan(bytes.length);
        } catch (MalformedPacketException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }

    private static void packet(ByteBuf to, ByteBuf payload) {
        to.writeMediumLE(payload.readableBytes()).writeByte(0).writeBytes(payload);
    }
}
