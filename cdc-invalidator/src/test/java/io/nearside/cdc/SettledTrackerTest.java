package io.nearside.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.shyiko.mysql.binlog.GtidSet;
import io.nearside.cdc.binlog.OriginTransaction;
import io.nearside.cdc.log.OriginPosition;
import io.nearside.cdc.log.Watermark;
import io.nearside.cdc.origin.OriginSample;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettledTrackerTest {
    private static final String UUID = "3e11fa47-71ca-11e1-9e33-c80aa9429562";

    @Test
    void saysNothingBeforeTheOriginShowsTheStart() {
        SettledTracker tracker = mySql();

        tracker.sampled(mySqlSample(1_000, 100, "1-9"));
        assertThat(tracker.watermark()).isNull();
        assertThat(tracker.hasUnsettled()).isTrue();
        tracker.sampled(mySqlSample(2_000, 100, "1-10"));
        assertThat(tracker.watermark()).isEqualTo(new Watermark(2_000, 50));
    }

    @Test
    void appliedIsNotSettled() {
        SettledTracker tracker = started();

        tracker.appended(transaction(11, 200), 53);
        tracker.sampled(mySqlSample(2_000, 200, "1-10"));

        assertThat(tracker.watermark()).isEqualTo(new Watermark(2_000, 50));
        assertThat(tracker.hasUnsettled()).isTrue();
        tracker.sampled(mySqlSample(3_000, 200, "1-11"));
        assertThat(tracker.watermark()).isEqualTo(new Watermark(3_000, 53));
        assertThat(tracker.hasUnsettled()).isFalse();
    }

    @Test
    void settlesOnlyWhatHasEverythingBeforeItSettled() {
        SettledTracker tracker = started();
        tracker.appended(transaction(11, 200), 51);
        tracker.appended(transaction(12, 300), 52);
        tracker.appended(transaction(13, 400), 53);

        tracker.sampled(mySqlSample(2_000, 400, "1-10:12-13"));
        assertThat(tracker.watermark()).isEqualTo(new Watermark(2_000, 50));
        tracker.sampled(mySqlSample(2_001, 400, "1-11:13"));
        assertThat(tracker.watermark()).isEqualTo(new Watermark(2_001, 51));
    }

    @Test
    void aTimeCountsOnlyOnceItsPositionIsInTheLog() {
        SettledTracker tracker = started();

        tracker.sampled(mySqlSample(2_000, 300, "1-12"));
        assertThat(tracker.watermark()).isEqualTo(new Watermark(1_000, 50));
        tracker.appended(transaction(11, 200), 51);
        assertThat(tracker.watermark()).isEqualTo(new Watermark(1_000, 50));
        tracker.appended(transaction(12, 300), 52);
        assertThat(tracker.watermark()).isEqualTo(new Watermark(2_000, 50));
    }

    @Test
    void aLaggingLogStillComesForward() {
        SettledTracker tracker = started();
        for (int i = 1; i <= 100; i++) {
            tracker.sampled(mySqlSample(1_000 + i, 100 + 10L * i, "1-10"));
        }

        tracker.appended(transaction(11, 110), 51);

        assertThat(tracker.watermark()).isEqualTo(new Watermark(1_001, 50));
    }

    @Test
    void ignoresWhatAnotherServerSays() {
        SettledTracker tracker = mySql();

        tracker.sampled(new OriginSample(
                1_000, new OriginPosition("other", "binlog.000001", 900, ""), new GtidSet(UUID + ":1-99")));

        assertThat(tracker.watermark()).isNull();
    }

    @Test
    void withoutGtidALaterTransactionProvesVisibility() {
        SettledTracker tracker = started();
        tracker.appended(
                new OriginTransaction("", 100, at(200), List.of(), Map.of(), Set.of(), List.of(), true, true), 51);
        tracker.sampled(mySqlSample(2_000, 200, "1-10"));
        assertThat(tracker.watermark()).isEqualTo(new Watermark(2_000, 50));

        tracker.appended(transaction(11, 300), 52);
        tracker.sampled(mySqlSample(3_000, 300, "1-11"));

        assertThat(tracker.watermark()).isEqualTo(new Watermark(3_000, 52));
    }

    @Test
    void whatIsNoTransactionIsSettledAtOnce() {
        SettledTracker tracker = started();
        tracker.appended(
                new OriginTransaction("", 200, at(200), List.of(), Map.of(), Set.of(), List.of(), true, false), 51);

        tracker.sampled(mySqlSample(2_000, 200, "1-10"));

        assertThat(tracker.watermark()).isEqualTo(new Watermark(2_000, 51));
    }

    @Test
    void onMariaDbThePositionOfASnapshotSettles() {
        SettledTracker tracker = new SettledTracker(at(100), 50);
        tracker.appended(transaction(11, 200), 51);
        tracker.sampled(new OriginSample(1_000, at(99), null));
        assertThat(tracker.watermark()).isNull();

        tracker.sampled(new OriginSample(1_001, at(100), null));
        assertThat(tracker.watermark()).isEqualTo(new Watermark(1_001, 50));
        tracker.sampled(new OriginSample(1_002, at(200), null));

        assertThat(tracker.watermark()).isEqualTo(new Watermark(1_002, 51));
    }

    private static SettledTracker mySql() {
        OriginPosition start = new OriginPosition("server", "binlog.000001", 100, UUID + ":1-10");
        return new SettledTracker(start, 50);
    }

    private static SettledTracker started() {
        SettledTracker tracker = mySql();
        tracker.sampled(mySqlSample(1_000, 100, "1-10"));
        assertThat(tracker.watermark()).isEqualTo(new Watermark(1_000, 50));
        return tracker;
    }

    private static OriginSample mySqlSample(long micros, long offset, String executed) {
        return new OriginSample(micros, at(offset), new GtidSet(UUID + ":" + executed));
    }

    private static OriginTransaction transaction(int number, long end) {
        return new OriginTransaction(
                UUID + ":" + number, 0, at(end), List.of(), Map.of(), Set.of(), List.of(), true, true);
    }

    private static OriginPosition at(long offset) {
        return new OriginPosition("server", "binlog.000001", offset, "");
    }
}
