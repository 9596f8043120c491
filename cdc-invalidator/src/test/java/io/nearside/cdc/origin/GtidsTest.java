package io.nearside.cdc.origin;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.shyiko.mysql.binlog.GtidSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class GtidsTest {
    private static final String UUID = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static final String OTHER = "4e11fa47-71ca-11e1-9e33-c80aa9429562";

    @Test
    void knowsWhatASetHolds() {
        GtidSet set = new GtidSet(UUID + ":1-5:8," + OTHER + ":7");

        assertThat(List.of(UUID + ":1", UUID + ":5", UUID + ":8", OTHER + ":7"))
                .allMatch(gtid -> Gtids.contains(set, gtid));
        assertThat(List.of(UUID + ":6", UUID + ":9", OTHER + ":1", "", "0-1-5"))
                .noneMatch(gtid -> Gtids.contains(set, gtid));
    }

    @Test
    void comparesMariaDbPositionsByDomain() {
        assertThat(Gtids.reached("0-1-10,5-2-7", "0-1-10")).isTrue();
        assertThat(Gtids.reached("0-3-11", "0-1-10")).isTrue();
        assertThat(Gtids.reached("0-1-10", "0-1-10,5-2-7")).isFalse();
        assertThat(Gtids.reached("0-1-9", "0-1-10")).isFalse();
        assertThat(Gtids.reached("", "")).isTrue();
    }

    @Test
    void readsOwnedGtids() {
        assertThat(BinlogEnd.ownedGtids(UUID + ":5#12:6#13,\n" + OTHER + ":1#9"))
                .containsExactly(UUID + ":5", UUID + ":6", OTHER + ":1");
        assertThat(BinlogEnd.ownedGtids("")).isEmpty();
    }
}
