package io.nearside.proxy.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The figures were computed with Python's hashlib. */
final class TokensTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] SCRAMBLE = "0123456789abcdefghij".getBytes(UTF_8);
    private static final byte[] ASCII = "app".getBytes(UTF_8);
    private static final byte[] BEYOND = "p\u00e4ssw\u00f6rd\u20ac".getBytes(UTF_8);

    @Test
    void nativeTokensAreAsComputedElsewhere() {
        byte[] stage1 = NativePassword.stage1(ASCII);

        assertThat(stage1).isEqualTo(HEX.parseHex("7d1043473d55bfa90e8530d35801d4e381bc69f0"));
        assertThat(NativePassword.stage2(stage1)).isEqualTo(HEX.parseHex("5bcb3e6ac345b435c7c2e6b7949a04ce6f6563d3"));
        assertThat(NativePassword.token(stage1, SCRAMBLE))
                .isEqualTo(HEX.parseHex("3d55d5c3e9a11b7b78481b44f8f9fdb071b1e8bd"));
        assertThat(NativePassword.tokenOf(BEYOND, SCRAMBLE))
                .isEqualTo(HEX.parseHex("b081332422b9fff098ac0a0017a4a9bfb8ae0192"));
    }

    @Test
    void sha2TokensAreAsComputedElsewhere() {
        byte[] stage1 = CachingSha2Password.stage1(ASCII);

        assertThat(stage1).isEqualTo(HEX.parseHex("a172cedcae47474b615c54d510a5d84a8dea3032e958587430b413538be3f333"));
        assertThat(CachingSha2Password.stage2(stage1))
                .isEqualTo(HEX.parseHex("3bfc3d7ca254b2d951bd6aa00bbeb14ff3c0d8d703941aa643f506fee788ff55"));
        assertThat(CachingSha2Password.token(stage1, SCRAMBLE))
                .isEqualTo(HEX.parseHex("2a088fd0328d1be5b99be3381fdf000072fd907fa373c85aedbb15549b2c7332"));
        assertThat(CachingSha2Password.tokenOf(BEYOND, SCRAMBLE))
                .isEqualTo(HEX.parseHex("0beb41a1fc6c65d5048523c7559c0ecd8f7b77536bfb7d2613b57e8a47d5087a"));
    }

    @Test
    void nothingIsSentForAnEmptyPasswordAndNothingProvesOne() {
        byte[] empty = {};

        assertThat(NativePassword.tokenOf(empty, SCRAMBLE)).isEmpty();
        assertThat(CachingSha2Password.tokenOf(empty, SCRAMBLE)).isEmpty();
        assertThat(NativePassword.extract(empty, SCRAMBLE, NativePassword.stage2(NativePassword.stage1(empty))))
                .isNull();
        assertThat(CachingSha2Password.extract(
                        empty, SCRAMBLE, CachingSha2Password.stage2(CachingSha2Password.stage1(empty))))
                .isNull();
    }

    @Property
    void aNativeTokenProvesItsPasswordAndNoOther(
            @ForAll @Size(min = 1, max = 40) byte[] password,
            @ForAll @Size(max = 40) byte[] other,
            @ForAll @Size(20) byte[] scramble) {
        byte[] stage1 = NativePassword.stage1(password);
        byte[] token = NativePassword.tokenOf(password, scramble);
        byte[] stage2 = NativePassword.stage2(stage1);

        assertThat(NativePassword.extract(token, scramble, stage2)).isEqualTo(stage1);
        boolean same = Arrays.equals(password, other);
        byte[] otherToken = NativePassword.token(NativePassword.stage1(other), scramble);
        assertThat(NativePassword.extract(otherToken, scramble, stage2) != null).isEqualTo(same);
        token[0] ^= 1;
        assertThat(NativePassword.extract(token, scramble, stage2)).isNull();
        assertThat(NativePassword.extract(new byte[21], scramble, stage2)).isNull();
    }

    @Property
    void aSha2TokenProvesItsPasswordAndNoOther(
            @ForAll @Size(min = 1, max = 40) byte[] password,
            @ForAll @Size(max = 40) byte[] other,
            @ForAll @Size(20) byte[] scramble) {
        byte[] stage1 = CachingSha2Password.stage1(password);
        byte[] token = CachingSha2Password.tokenOf(password, scramble);
        byte[] stage2 = CachingSha2Password.stage2(stage1);

        assertThat(CachingSha2Password.extract(token, scramble, stage2)).isEqualTo(stage1);
        boolean same = Arrays.equals(password, other);
        byte[] otherToken = CachingSha2Password.token(CachingSha2Password.stage1(other), scramble);
        assertThat(CachingSha2Password.extract(otherToken, scramble, stage2) != null)
                .isEqualTo(same);
        token[31] ^= 1;
        assertThat(CachingSha2Password.extract(token, scramble, stage2)).isNull();
        assertThat(CachingSha2Password.extract(new byte[20], scramble, stage2)).isNull();
    }

    @Test
    void scramblesHoldEveryByteThatTheyMay() {
        Scramble scramble = new Scramble(new SecureRandom());
        boolean[] seen = new boolean[256];
        for (int i = 0; i < 2_000; i++) {
            byte[] next = scramble.next();
            assertThat(next).hasSize(Scramble.LENGTH);
            for (byte b : next) {
                seen[b & 0xFF] = true;
            }
        }
        for (int b = 0; b < 256; b++) {
            assertThat(seen[b]).as("byte %d", b).isEqualTo(b >= 1 && b <= 127 && b != '$');
        }
    }

    @Test
    void pluginsAreKnownByTheirNames() {
        assertThat(AuthPlugin.named("client_ed25519")).contains(AuthPlugin.CLIENT_ED25519);
        assertThat(AuthPlugin.named("mysql_old_password")).isEmpty();
        for (AuthPlugin plugin : AuthPlugin.values()) {
            assertThat(AuthPlugin.named(plugin.wireName())).contains(plugin);
        }
    }
}
