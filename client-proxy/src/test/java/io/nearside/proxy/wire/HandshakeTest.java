package io.nearside.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class HandshakeTest {
    private static final int EVERYTHING = -1;
    private static final int EXTENDED = 0x1D;
    private static final byte[] SCRAMBLE = "0123456789abcdefghij".getBytes(StandardCharsets.US_ASCII);

    @Test
    void greetsAsMySqlButForWhatANodeDoesNotDo() {
        ByteBuf packet = greeting("8.0.36", EVERYTHING, 0);

        Greeting greeting = Greeting.restrict(packet);

        assertThat(greeting.serverVersion()).isEqualTo("8.0.36");
        assertThat(greeting.connectionId()).isEqualTo(77);
        assertThat(greeting.isMariaDb()).isFalse();
        assertThat(greeting.offered()).isEqualTo(~Capability.NOT_OFFERED);
        assertThat(ByteBufUtil.hexDump(packet))
                .isEqualTo(ByteBufUtil.hexDump(greeting("8.0.36", ~Capability.NOT_OFFERED, 0)));
    }

    @Test
    void greetsAsMariaDbWithoutItsExtendedFlags() {
        int flags = EVERYTHING & ~Capability.LONG_PASSWORD;
        ByteBuf packet = greeting("5.5.5-11.4.5-MariaDB", flags, EXTENDED);

        Greeting greeting = Greeting.restrict(packet);

        assertThat(greeting.isMariaDb()).isTrue();
        assertThat(ByteBufUtil.hexDump(packet))
                .isEqualTo(ByteBufUtil.hexDump(greeting("5.5.5-11.4.5-MariaDB", flags & ~Capability.NOT_OFFERED, 0)));
    }

    @Test
    void refusesAnOriginOfAnotherProtocol() {
        ByteBuf packet = greeting("3.21", EVERYTHING, 0);
        packet.setByte(PacketDecoder.HEADER, 9);

        assertThatThrownBy(() -> Greeting.restrict(packet))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining("version 9");
    }

    @Property(tries = 5_000)
    void readsAnyGreetingOrRefusesIt(@ForAll byte[] payload) {
        ByteBuf packet = packet(payload);
        try {
            Greeting.restrict(packet);
            assertThat(payload.length).isGreaterThan(30);
        } catch (MalformedPacketException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }

    @Property
    void agreesOnWhatBothSidesWantOnly(@ForAll int offered, @ForAll int asked) {
        int asking = asked | Capability.PROTOCOL_41;
        ByteBuf packet = login(asking, EXTENDED, "app");

        LoginRequest request = LoginRequest.restrict(packet, offered & ~Capability.NOT_OFFERED);

        assertThat(request.user()).isEqualTo("app");
        assertThat(request.capabilities() & ~Capability.LONG_PASSWORD & ~offered)
                .isZero();
        assertThat(request.capabilities() & Capability.NOT_OFFERED).isZero();
        assertThat(packet.getIntLE(PacketDecoder.HEADER)).isEqualTo(request.capabilities());
        boolean mySql = (asking & Capability.LONG_PASSWORD) != 0;
        assertThat(packet.getIntLE(PacketDecoder.HEADER + 28)).isEqualTo(mySql ? EXTENDED : 0);
    }

    @Test
    void refusesTlsThatWasNotOffered() {
        ByteBuf request = packet(new byte[32]);
        request.setIntLE(PacketDecoder.HEADER, EVERYTHING);

        assertThatThrownBy(() -> LoginRequest.restrict(request, EVERYTHING))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining("TLS");
    }

    @Property(tries = 5_000)
    void readsAnyLoginOrRefusesIt(@ForAll byte[] payload, @ForAll int offered) {
        ByteBuf packet = packet(payload);
        try {
            LoginRequest.restrict(packet, offered);
            assertThat(payload.length).isGreaterThan(32);
        } catch (MalformedPacketException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }

    private static ByteBuf greeting(String version, int flags, int extended) {
        ByteBuf payload = Unpooled.buffer().writeByte(10);
        payload.writeBytes(version.getBytes(StandardCharsets.US_ASCII)).writeByte(0);
        payload.writeIntLE(77).writeBytes(SCRAMBLE, 0, 8).writeByte(0);
        payload.writeShortLE(flags).writeByte(45).writeShortLE(2).writeShortLE(flags >>> 16);
        payload.writeByte(21).writeZero(6).writeIntLE(extended).writeBytes(SCRAMBLE, 8, 12);
        payload.writeByte(0).writeBytes("mysql_native_password\0".getBytes(StandardCharsets.US_ASCII));
        return packet(ByteBufUtil.getBytes(payload));
    }

    private static ByteBuf login(int capabilities, int extended, String user) {
        ByteBuf payload =
                Unpooled.buffer().writeIntLE(capabilities).writeIntLE(1 << 24).writeByte(45);
        payload.writeZero(19)
                .writeIntLE(extended)
                .writeBytes(user.getBytes(StandardCharsets.UTF_8))
                .writeByte(0);
        return packet(ByteBufUtil.getBytes(payload.writeByte(0)));
    }

    private static ByteBuf packet(byte[] payload) {
        return Unpooled.buffer().writeMediumLE(payload.length).writeByte(1).writeBytes(payload);
    }
}
