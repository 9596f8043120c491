package io.nearside.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearside.proxy.sql.Parameter;
import io.nearside.proxy.sql.Parameter.Kind;
import io.nearside.proxy.wire.Execution;
import io.nearside.proxy.wire.MalformedPacketException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ParameterReadingTest {
    private static final int UNSIGNED = 0x8000;

    /** An execution of one parameter. */
    private static Execution execution(int nulls, int type, ByteBuf value) {
        ByteBuf packet = Unpooled.buffer()
                .writeMediumLE(0)
                .writeByte(0)
                .writeByte(0x17)
                .writeIntLE(1)
                .writeByte(0)
                .writeIntLE(1)
                .writeByte(nulls)
                .writeByte(1)
                .writeShortLE(type)
                .writeBytes(value);
        return Execution.of(packet, 1);
    }

    private static Parameter read(int type, ByteBuf value) {
        Execution execution = execution(0, type, value);
        List<Parameter> parameters = ParameterReading.of(execution, execution.types(), StandardCharsets.UTF_8);
        assertThat(parameters).hasSize(1);
        return parameters.get(0);
    }

    private static ByteBuf text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Unpooled.buffer().writeByte(bytes.length).writeBytes(bytes);
    }

    private static Parameter integer(String digits) {
        return new Parameter(Kind.INTEGER, digits);
    }

    @Test
    void readsIntegersOfEveryWidth() {
        assertThat(read(1, Unpooled.buffer().writeByte(-2))).isEqualTo(integer("-2"));
        assertThat(read(1 | UNSIGNED, Unpooled.buffer().writeByte(-2))).isEqualTo(integer("254"));
        assertThat(read(2, Unpooled.buffer().writeShortLE(-2))).isEqualTo(integer("-2"));
        assertThat(read(2 | UNSIGNED, Unpooled.buffer().writeShortLE(-2))).isEqualTo(integer("65534"));
        assertThat(read(3, Unpooled.buffer().writeIntLE(-2))).isEqualTo(integer("-2"));
        assertThat(read(3 | UNSIGNED, Unpooled.buffer().writeIntLE(-2))).isEqualTo(integer("4294967294"));
        assertThat(read(8, Unpooled.buffer().writeLongLE(-2))).isEqualTo(integer("-2"));
        assertThat(read(8 | UNSIGNED, Unpooled.buffer().writeLongLE(-2))).isEqualTo(integer("18446744073709551614"));
    }

    @Test
    void readsADoubleOnlyIfItIsAnIntegerThatNoOtherDoubleIsNear() {
        assertThat(read(5, Unpooled.buffer().writeDoubleLE(5))).isEqualTo(new Parameter(Kind.APPROXIMATE, "5"));
        assertThat(read(5, Unpooled.buffer().writeDoubleLE(-0.0))).isEqualTo(new Parameter(Kind.APPROXIMATE, "0"));
        for (double other : new double[] {5.5, 1e15, -1e300, Double.NaN, Double.NEGATIVE_INFINITY}) {
            assertThat(read(5, Unpooled.buffer().writeDoubleLE(other)))
                    .as("%s", other)
                    .isEqualTo(Parameter.UNREAD);
        }
    }

    @Test
    void readsText() {
        for (int type : new int[] {15, 253, 254}) {
            assertThat(read(type, text("José"))).isEqualTo(new Parameter(Kind.TEXT, "José"));
        }
        assertThat(read(252, text("bytes"))).as("a BLOB is no text").isEqualTo(Parameter.UNREAD);
    }

    @Test
    void passesOverWhatItDoesNotRead() {
        assertThat(read(12, Unpooled.buffer().writeByte(4).writeShortLE(2024).writeShortLE(0)))
                .isEqualTo(Parameter.UNREAD);
        assertThat(read(4, Unpooled.buffer().writeFloatLE(1))).isEqualTo(Parameter.UNREAD);
        assertThat(read(246, text("1.5"))).isEqualTo(Parameter.UNREAD);
    }

    @Test
    void nullHasNoValue() {
        Execution execution = execution(1, 8, Unpooled.buffer());

        assertThat(ParameterReading.of(execution, execution.types(), StandardCharsets.UTF_8))
                .containsExactly(Parameter.UNREAD);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8, 12, 253})
    void refusesAValueThatIsCutOff(int type) {
        Execution execution = execution(0, type, Unpooled.buffer());

        assertThatThrownBy(() -> ParameterReading.of(execution, execution.types(), StandardCharsets.UTF_8))
                .isInstanceOf(MalformedPacketException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 9, 13})
    void refusesTypesOfWhichItIsNotSureHowLongTheirValuesAre(int type) {
        Execution execution = execution(0, type, Unpooled.buffer().writeZero(8));

        assertThatThrownBy(() -> ParameterReading.of(execution, execution.types(), StandardCharsets.UTF_8))
                .isInstanceOf(MalformedPacketException.class);
    }

    @Test
    void refusesMoreThanTheValues() {
        Execution execution = execution(0, 1, Unpooled.buffer().writeShortLE(1));

        assertThatThrownBy(() -> ParameterReading.of(execution, execution.types(), StandardCharsets.UTF_8))
                .isInstanceOf(MalformedPacketException.class);
    }
}
