package io.nearside.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

final class LoginPacketsTest {
    private static final UnpooledByteBufAllocator ALLOCATOR = new UnpooledByteBufAllocator(false, true);
    private static final int UTF8MB4 = 45;
    private static final int LATIN1 = 8;
    private static final AuthData SCRAMBLE = AuthData.of(ascii("0123456789abcdefghij"));
    private static final AuthData PROOF = AuthData.of(ascii("a proof"));

    /** Written by hand, after the documentation of the protocol. */
    private static final String GREETING = "4a0000000a382e302e313500080000003031323334353637"
            + "00ffff2d0200ffc315" + "00000000000000000000" + "38396162636465666768696a00"
            + "63616368696e675f736861325f70617373776f726400";

    @Test
    void greetsAsDocumented() {
        GreetingPacket greeting = new GreetingPacket(
                "8.0.15", 8, SCRAMBLE, 0xC3FFFFFF, 0, UTF8MB4, ServerStatus.AUTOCOMMIT, "caching_sha2_password");

        assertThat(ByteBufUtil.hexDump(greeting.encode(ALLOCATOR))).isEqualTo(GREETING);
        assertThat(GreetingPacket.read(bytes(GREETING))).isEqualTo(greeting);
        assertThat(greeting.isMariaDb()).isFalse();
    }

    @Property
    void readsTheGreetingThatWasWritten(
            @ForAll int capabilities,
            @ForAll int extended,
            @ForAll @Size(min = 20, max = 40) byte[] scramble,
            @ForAll @AlphaChars @StringLength(max = 40) String plugin) {
        scramble[scramble.length - 1] |= 1;
        int flags = capabilities | Capability.PROTOCOL_41 | Capability.PLUGIN_AUTH;
        boolean mySql = (flags & Capability.LONG_PASSWORD) != 0;
        GreetingPacket greeting = new GreetingPacket(
                "11.4.5-MariaDB", 0xFFFFFFFFL, AuthData.of(scramble), flags, mySql ? 0 : extended, 255, 0xFFFF, plugin);

        assertThat(GreetingPacket.read(greeting.encode(ALLOCATOR))).isEqualTo(greeting);
        assertThat(greeting.isMariaDb()).isTrue();
    }

    @Test
    void readsAGreetingOfBeforePlugins() {
        GreetingPacket greeting = new GreetingPacket(
                "5.1.73", 1, SCRAMBLE, Capability.PROTOCOL_41 | Capability.LONG_PASSWORD, 0, 8, 2, "");

        assertThat(GreetingPacket.read(greeting.encode(ALLOCATOR))).isEqualTo(greeting);
    }

    @Test
    void refusesAGreetingOfAnotherProtocol() {
        assertThatThrownBy(() -> GreetingPacket.read(packet(ascii("\u0009abc"))))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining("version 9");
        ByteBuf old = bytes(GREETING).setShortLE(25, 0);
        assertThatThrownBy(() -> GreetingPacket.read(old))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining("4.1");
    }

    @Property
    void readsTheLoginThatWasWritten(
            @ForAll int capabilities,
            @ForAll int extended,
            @ForAll("names") String user,
            @ForAll("names") String schema,
            @ForAll @Size(max = 255) byte[] proof,
            @ForAll("attributes") Map<String, String> attributes,
            @ForAll byte level) {
        int flags = capabilities | Capability.PROTOCOL_41 | Capability.SECURE_CONNECTION;
        HandshakeResponse login = new HandshakeResponse(
                flags,
                (flags & Capability.LONG_PASSWORD) != 0 ? 0 : extended,
                1 << 30,
                UTF8MB4,
                user,
                AuthData.of(proof),
                (flags & Capability.CONNECT_WITH_DB) != 0 ? schema : "",
                (flags & Capability.PLUGIN_AUTH) != 0 ? "client_ed25519" : "",
                (flags & Capability.CONNECT_ATTRS) != 0 ? attributes : Map.of(),
                (flags & Capability.ZSTD_COMPRESSION) != 0 ? level & 0xFF : 0);

        HandshakeResponse read = HandshakeResponse.read(login.encode(ALLOCATOR, 1));

        assertThat(read).isEqualTo(login);
        assertThat(read.attributes().entrySet())
                .containsExactlyElementsOf(login.attributes().entrySet());
    }

    @Property
    void readsTheChangeOfUserThatWasWritten(
            @ForAll("names") String user,
            @ForAll("names") String schema,
            @ForAll @Size(max = 255) byte[] proof,
            @ForAll("attributes") Map<String, String> attributes) {
        int flags = Capability.SECURE_CONNECTION | Capability.PLUGIN_AUTH | Capability.CONNECT_ATTRS;
        ChangeUserRequest change =
                new ChangeUserRequest(user, AuthData.of(proof), schema, UTF8MB4, "caching_sha2_password", attributes);

        assertThat(ChangeUserRequest.read(change.encode(ALLOCATOR, flags), flags, LATIN1))
                .isEqualTo(change);
    }

    @Test
    void readsTheFormsThatOldClientsHave() {
        HandshakeResponse login = login(Capability.PROTOCOL_41, 1, "app\0a proof\0");

        assertThat(login.user()).isEqualTo("app");
        assertThat(login.authResponse()).isEqualTo(PROOF);
        assertThat(login.schema()).isEmpty();

        ChangeUserRequest change = ChangeUserRequest.read(packet(ascii("\u0011app\0a proof\0test\0")), 0, 33);

        assertThat(change).isEqualTo(new ChangeUserRequest("app", PROOF, "test", 33, "", Map.of()));
    }

    @Test
    void readsALongProofInItsLengthEncodedForm() {
        AuthData proof = AuthData.of(new byte[70_000]);
        int flags = Capability.PROTOCOL_41 | Capability.PLUGIN_AUTH_LENENC_DATA | Capability.LONG_PASSWORD;
        HandshakeResponse login = new HandshakeResponse(flags, 0, 0, UTF8MB4, "app", proof, "", "", Map.of(), 0);

        assertThat(HandshakeResponse.read(login.encode(ALLOCATOR, 1)).authResponse())
                .isEqualTo(proof);
    }

    @Test
    void takesWhatIsMissingAtTheEndAsNotGiven() {
        int flags = Capability.PROTOCOL_41
                | Capability.SECURE_CONNECTION
                | Capability.CONNECT_WITH_DB
                | Capability.PLUGIN_AUTH
                | Capability.CONNECT_ATTRS
                | Capability.ZSTD_COMPRESSION;

        assertThat(login(flags, UTF8MB4, "app\0\0test\0client_ed25519").plugin())
                .isEqualTo("client_ed25519");
        assertThat(login(flags, UTF8MB4, "app\0\0test").schema()).isEqualTo("test");
        assertThat(login(flags, UTF8MB4, "app\0\0").schema()).isEmpty();
        assertThat(login(flags, UTF8MB4, "app\0\0").attributes()).isEmpty();
        assertThat(login(flags, UTF8MB4, "app\0\0").zstdLevel()).isZero();
    }

    @Test
    void tellsARequestForTlsFromALogin() {
        int flags = Capability.PROTOCOL_41 | Capability.SSL;
        HandshakeResponse login =
                new HandshakeResponse(flags, 7, 1 << 24, UTF8MB4, "app", AuthData.EMPTY, "", "", Map.of(), 0);
        ByteBuf request = login.encodeTlsRequest(ALLOCATOR, 1);

        assertThat(HandshakeResponse.asksForTls(request)).isTrue();
        assertThat(HandshakeResponse.asksForTls(login.encode(ALLOCATOR, 2))).isFalse();
        assertThat(ByteBufUtil.hexDump(request, 4, 32))
                .isEqualTo(ByteBufUtil.hexDump(login.encode(ALLOCATOR, 2), 4, 32));
        assertThatThrownBy(() -> HandshakeResponse.read(request))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining("TLS");
    }

    @Test
    void neverTakesOneNameForAnother() {
        String latin = "app\u00e9\0\0";
        assertThatThrownBy(() -> login(Capability.PROTOCOL_41, LATIN1, latin))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining("collation 8");
        assertThatThrownBy(() -> login(Capability.PROTOCOL_41, UTF8MB4, latin))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining("UTF-8");
        assertThat(login(Capability.PROTOCOL_41, 33, "app\u00c3\u00a9\0\0").user())
                .isEqualTo("app\u00e9");
    }

    @Test
    void refusesToWriteWhatWouldReadAsSomethingElse() {
        int flags = Capability.PROTOCOL_41 | Capability.SECURE_CONNECTION;
        AuthData tooLong = AuthData.of(new byte[256]);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HandshakeResponse(flags, 0, 0, UTF8MB4, "app", tooLong, "", "", Map.of(), 0)
                        .encode(ALLOCATOR, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HandshakeResponse(flags, 0, 0, UTF8MB4, "a\0pp", PROOF, "", "", Map.of(), 0)
                        .encode(ALLOCATOR, 1));
    }

    @Test
    void readsWhatPluginsSay() {
        AuthSwitch other = new AuthSwitch("mysql_native_password", SCRAMBLE);
        AuthData ok = AuthData.of(new byte[] {3});

        assertThat(AuthSwitch.read(other.encode(ALLOCATOR, 2))).isEqualTo(other);
        assertThat(AuthSwitch.read(packet(new byte[] {(byte) 0xFE})).plugin()).isEqualTo("mysql_old_password");
        assertThat(AuthExchange.readMoreData(AuthExchange.encodeMoreData(ALLOCATOR, 2, ok)))
                .isEqualTo(ok);
        assertThat(AuthExchange.readAnswer(AuthExchange.encodeAnswer(ALLOCATOR, 3, PROOF)))
                .isEqualTo(PROOF);
        assertThat(AuthExchange.encodeAnswer(ALLOCATOR, 3, AuthData.EMPTY))
                .isEqualTo(Unpooled.buffer().writeIntLE(3 << 24));
        assertThatThrownBy(() -> AuthSwitch.read(packet(new byte[] {1, 2})))
                .isInstanceOf(MalformedPacketException.class);
        assertThatThrownBy(() -> AuthExchange.readMoreData(packet(new byte[] {2, 2})))
                .isInstanceOf(MalformedPacketException.class);
    }

    @Test
    void aProofIsNotShown() {
        HandshakeResponse login =
                new HandshakeResponse(0, 0, 0, UTF8MB4, "app", PROOF, "", "mysql_clear_password", Map.of(), 0);

        assertThat(login.toString()).contains("authResponse=7 bytes").doesNotContain("a proof");
    }

    @Property(tries = 5_000)
    void readsAnythingOrRefusesIt(@ForAll @Size(max = 200) byte[] payload, @ForAll int capabilities) {
        ByteBuf packet = packet(payload);
        readOrRefuse(packet, GreetingPacket::read);
        readOrRefuse(packet, HandshakeResponse::read);
        readOrRefuse(packet, HandshakeResponse::asksForTls);
        readOrRefuse(packet, AuthSwitch::read);
        readOrRefuse(packet, AuthExchange::readMoreData);
        readOrRefuse(packet, AuthExchange::readAnswer);
        readOrRefuse(packet, bytes -> ChangeUserRequest.read(bytes, capabilities, UTF8MB4));
    }

    @Property(tries = 5_000)
    void readsADamagedPacketOrRefusesIt(@ForAll @Size(min = 4, max = 60) byte[] tail, @ForAll int capabilities) {
        int flags = capabilities | Capability.PROTOCOL_41;
        ByteBuf login = Unpooled.buffer().writeIntLE(flags).writeZero(28).writeBytes(tail);
        readOrRefuse(packet(ByteBufUtil.getBytes(login)), HandshakeResponse::read);
        ByteBuf change = Unpooled.buffer().writeByte(Command.CHANGE_USER).writeBytes(tail);
        readOrRefuse(packet(ByteBufUtil.getBytes(change)), bytes -> ChangeUserRequest.read(bytes, flags, UTF8MB4));
    }

    private static void readOrRefuse(ByteBuf packet, Consumer<ByteBuf> reading) {
        int from = packet.readerIndex();
        try {
            reading.accept(packet);
        } catch (MalformedPacketException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
        assertThat(packet.readerIndex()).isEqualTo(from);
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings().excludeChars('\0').ofMaxLength(80).filter(LoginPacketsTest::isText);
    }

    /** Half a surrogate pair cannot be written in UTF-8. */
    private static boolean isText(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    @Provide
    Arbitrary<Map<String, String>> attributes() {
        Arbitrary<String> texts = Arbitraries.strings().ofMaxLength(300).filter(LoginPacketsTest::isText);
        return Arbitraries.maps(texts, texts).ofMaxSize(5).map(LinkedHashMap::new);
    }

    private static HandshakeResponse login(int capabilities, int collation, String rest) {
        ByteBuf payload = Unpooled.buffer()
                .writeIntLE(capabilities)
                .writeIntLE(1 << 24)
                .writeByte(collation)
                .writeZero(23)
                .writeBytes(ascii(rest));
        return HandshakeResponse.read(packet(ByteBufUtil.getBytes(payload)));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static ByteBuf bytes(String hex) {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));
    }

    private static ByteBuf packet(byte[] payload) {
        return Unpooled.buffer().writeMediumLE(payload.length).writeByte(1).writeBytes(payload);
    }
}
