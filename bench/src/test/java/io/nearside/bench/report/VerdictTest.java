package io.nearside.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.bench.experiment.RegionFigures;
import io.nearside.bench.stage.Region;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class VerdictTest {
    @Test
    void isMetWhenEveryRegionIsFiftyTimesFasterAndSeesTheChangeInTwoSeconds() {
        Verdict verdict = Verdict.on(TestingFigures.all(region -> TestingFigures.region(region, 2_000, 100, 2)));

        assertThat(verdict.isMet()).isTrue();
        assertThat(verdict.lines()).hasSize(2).allMatch(line -> line.startsWith("met: "));
        assertThat(verdict.lines().get(0)).endsWith("least in us-west-2 (1/50)");
    }

    @Test
    void isNotMetWhenOneRegionIsNotFastEnough() {
        Verdict verdict = on(region -> TestingFigures.region(region, 100, 100, region == Region.EU_WEST_2 ? 2.1 : 2));

        assertThat(verdict.isMet()).isFalse();
        assertThat(verdict.lines())
                .filteredOn(line -> line.startsWith("NOT MET"))
                .hasSize(1)
                .allMatch(line -> line.endsWith(": eu-west-2 (1/48)"));
    }

    @Test
    void isNotMetWhenOneRegionSeesTheChangeTooLateOrNever() {
        for (double visible : new double[] {2_000.1, Double.NaN}) {
            Verdict verdict = on(
                    region -> TestingFigures.region(region, region == Region.AP_NORTHEAST_1 ? visible : 100, 100, 1));

            assertThat(verdict.isMet()).isFalse();
            assertThat(verdict.lines())
                    .contains("NOT MET: a change at the origin is served within 2 s in ap-northeast-1");
        }
    }

    @Test
    void isNotMetWhenNothingWasMeasured() {
        assertThat(on(region -> TestingFigures.region(region, 100, 100, Double.NaN))
                        .isMet())
                .isFalse();
    }

    @Test
    void doesNotJudgeARegionWhereTheJoinIsTooQuickAndSaysSo() {
        Verdict verdict = on(region -> region == Region.ORIGIN
                ? TestingFigures.region(region, 100, 8.04, 0.4)
                : TestingFigures.region(region, 100, 100, 1));

        assertThat(verdict.isMet()).isTrue();
        assertThat(verdict.lines())
                .filteredOn(line -> line.startsWith("not judged"))
                .hasSize(1)
                .allMatch(line -> line.contains("us-west-2 (1/20)") && line.contains("8.0 ms"));
    }

    private static Verdict on(Function<Region, RegionFigures> figures) {
        List<RegionFigures> all = TestingFigures.all(figures);
        return Verdict.on(all);
    }
}
