package io.nearside.bench.attack.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.origin.OriginFlavor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GrammarTest {
    private static List<String> everything(long seed, OriginFlavor flavor) {
        Dice dice = new Dice(seed);
        Schema schema = new SchemaMaker(dice, flavor).make();
        List<String> all = new ArrayList<>(schema.statements());
        Profile profile = Profile.random(dice);
        all.addAll(profile.settings());
        ReadMaker reads = new ReadMaker(dice, schema);
        WriteMaker writes = new WriteMaker(dice, schema);
        for (int i = 0; i < 200; i++) {
            all.add(reads.make(profile).sql());
            all.addAll(writes.make().statements());
        }
        return all;
    }

    @Test
    void saysTheSameForTheSameSeed() {
        for (OriginFlavor flavor : OriginFlavor.values()) {
            assertThat(everything(42, flavor)).isEqualTo(everything(42, flavor));
        }
    }

    @Test
    void saysOtherThingsForOtherSeeds() {
        assertThat(new HashSet<>(everything(1, OriginFlavor.MYSQL)))
                .isNotEqualTo(new HashSet<>(everything(2, OriginFlavor.MYSQL)));
    }

    @Test
    void spellsAStringAsTheSessionReadsIt() {
        Literal literal = Literal.string("a\\b'c");

        assertThat(Profile.PLAIN.spell(literal)).isEqualTo("'a\\\\b''c'");
        assertThat(new Profile(List.of(), false, true, false).spell(literal)).isEqualTo("'a\\b''c'");
    }

    @Test
    void hasNoYearColumnsOnMySql() {
        for (long seed = 0; seed < 200; seed++) {
            assertThat(new SchemaMaker(new Dice(seed), OriginFlavor.MYSQL)
                            .make()
                            .statements())
                    .noneMatch(sql -> sql.startsWith("CREATE TABLE") && sql.contains(" YEAR"));
        }
    }
}
