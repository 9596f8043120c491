package io.nearside.cdc.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.cdc.log.OriginPosition;
import org.junit.jupiter.api.Test;

class TrustWindowTest {
    private final TrustWindow window = new TrustWindow("s");

    @Test
    void nothingIsTrustedBeforeTheMark() {
        window.started("binlog.000001", 100);

        assertThat(window.covers(at(500))).isFalse();
        assertThat(window.isMarked()).isFalse();
    }

    @Test
    void aTransactionThatBeganBeforeTheMarkIsNotTrusted() {
        window.started("binlog.000001", 100);

        assertThat(window.marked(at(200))).isTrue();
        assertThat(window.covers(at(199))).isFalse();
        assertThat(window.covers(at(200))).isTrue();
        assertThat(window.covers(new OriginPosition("s", "binlog.000002", 4, "")))
                .isTrue();
    }

    @Test
    void aChangeKnownBeforeTheMark() {
        window.started("binlog.000001", 100);

        assertThat(window.changed(at(100), at(150))).isTrue();
        assertThat(window.marked(at(200))).isFalse();
        assertThat(window.isMarked()).isFalse();
    }

    @Test
    void aChangeKnownBeforeTheStart() {
        assertThat(window.changed(at(100), at(150))).isTrue();
        window.started("binlog.000001", 100);

        assertThat(window.marked(at(200))).isFalse();
    }

    @Test
    void aChangeKnownAfterTheMark() {
        window.started("binlog.000001", 100);
        assertThat(window.marked(at(200))).isTrue();

        assertThat(window.changed(at(150), at(200))).isFalse();
    }

    @Test
    void changesBeforeTheStartAndAfterTheMarkDoNoHarm() {
        window.started("binlog.000001", 100);
        assertThat(window.changed(at(10), at(90))).isTrue();
        assertThat(window.marked(at(200))).isTrue();

        assertThat(window.changed(at(50), at(100))).isTrue();
        assertThat(window.changed(at(200), at(250))).isTrue();
    }

    @Test
    void withoutAKnownStartEveryChangeBeforeTheMarkDoes() {
        assertThat(window.marked(at(200))).isTrue();

        assertThat(window.changed(at(10), at(90))).isFalse();
    }

    @Test
    void anotherServerIsNotTrusted() {
        window.started("binlog.000001", 100);

        assertThat(window.marked(new OriginPosition("other", "binlog.000001", 200, "")))
                .isFalse();
        assertThat(window.covers(at(300))).isFalse();
    }

    private static OriginPosition at(long offset) {
        return new OriginPosition("s", "binlog.000001", offset, "");
    }
}
