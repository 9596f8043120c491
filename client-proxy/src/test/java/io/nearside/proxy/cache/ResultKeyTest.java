package io.nearside.proxy.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class ResultKeyTest {
    private static final byte[] STATEMENT = {'S', 'E', 'L', 'E', 'C', 'T', ' ', '1'};
    private static final SessionTraits TRAITS = new SessionTraits("app@% as NONE", 5, "shop", "d1", 7);

    @Property
    void probeAndStoredKeyAreOne(@ForAll byte[] before, @ForAll byte[] statement, @ForAll byte[] after) {
        ByteBuf packet = Unpooled.wrappedBuffer(before, statement, after);
        ResultKey.Probe probe = new ResultKey.Probe().set(TRAITS, packet, before.length, statement.length);
        ResultKey.Stored stored = new ResultKey.Stored(TRAITS, statement);

        assertThat(probe).hasSameHashCodeAs(stored);
        assertThat(probe.equals(stored)).isTrue();
        assertThat(stored.equals(probe)).isTrue();
        assertThat(probe.store()).isEqualTo(stored);
        assertThat(probe.store().encode()).isEqualTo(stored.encode());
    }

    @Property
    void findsItsOwnStatementOnly(@ForAll @Size(max = 20) List<byte[]> statements, @ForAll byte[] asked) {
        Map<ResultKey, byte[]> store = new HashMap<>();
        statements.forEach(statement -> store.put(new ResultKey.Stored(TRAITS, statement), statement));

        byte[] found = store.get(new ResultKey.Probe().set(TRAITS, Unpooled.wrappedBuffer(asked), 0, asked.length));

        assertThat(found != null).isEqualTo(statements.stream().anyMatch(s -> Arrays.equals(s, asked)));
    }

    @Test
    void everyPartKeepsAnswersApart() {
        List<ResultKey.Stored> keys = List.of(
                new ResultKey.Stored(TRAITS, STATEMENT),
                new ResultKey.Stored(new SessionTraits("other@% as NONE", 5, "shop", "d1", 7), STATEMENT),
                new ResultKey.Stored(new SessionTraits("app@% as NONE", 5, "Shop", "d1", 7), STATEMENT),
                new ResultKey.Stored(new SessionTraits("app@% as NONE", 5, null, "d1", 7), STATEMENT),
                new ResultKey.Stored(new SessionTraits("app@% as NONE", 5, "null", "d1", 7), STATEMENT),
                new ResultKey.Stored(new SessionTraits("app@% as NONE", 5, "shop", "d2", 7), STATEMENT),
                new ResultKey.Stored(new SessionTraits("app@% as NONE", 5, "shop", "d1", 7 | 1L << 31), STATEMENT),
                new ResultKey.Stored(TRAITS, Arrays.copyOf(STATEMENT, STATEMENT.length - 1)),
                new ResultKey.Stored(TRAITS, new byte[] {'s', 'E', 'L', 'E', 'C', 'T', ' ', '1'}));

        for (int i = 0; i < keys.size(); i++) {
            for (int j = 0; j < keys.size(); j++) {
                assertThat(keys.get(i).equals(keys.get(j))).as(i + " and " + j).isEqualTo(i == j);
                assertThat(Arrays.equals(keys.get(i).encode(), keys.get(j).encode()))
                        .as("encoded " + i + " and " + j)
                        .isEqualTo(i == j);
            }
        }
    }

    @Test
    void encodingTellsWhereEachPartEnds() {
        // Parts made of what separates parts, so that a boundary could be mistaken.
        List<String> parts = List.of("", "-", "1:", ":", "1:-", "0:", "11:", "a", "-1:a");
        List<SessionTraits> all = new ArrayList<>();
        for (String account : parts) {
            for (String settings : parts) {
                parts.forEach(schema -> all.add(new SessionTraits(account, 5, schema, settings, 1)));
                all.add(new SessionTraits(account, 5, null, settings, 1));
            }
        }
        Map<List<Byte>, SessionTraits> encoded = new HashMap<>();

        all.forEach(traits -> encoded.put(bytes(new ResultKey.Stored(traits, STATEMENT)), traits));

        assertThat(encoded).hasSameSizeAs(all);
    }

    private static List<Byte> bytes(ResultKey.Stored key) {
        List<Byte> bytes = new ArrayList<>();
        for (byte b : key.encode()) {
            bytes.add(b);
        }
        return bytes;
    }
}
