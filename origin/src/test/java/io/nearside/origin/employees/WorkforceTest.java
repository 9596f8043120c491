package io.nearside.origin.employees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class WorkforceTest {
    @Property(tries = 50)
    void sharesAddUpToTheTableSizesAtEveryScale(@ForAll @IntRange(min = 1, max = 1_000) int thousandths) {
        Workforce workforce = new Workforce(thousandths / 1_000.0);

        IntStream indices = IntStream.range(0, workforce.employees());
        long[] sums = new long[3];
        indices.forEach(index -> {
            sums[0] += workforce.salariesOf(index);
            sums[1] += workforce.membershipsOf(index);
            sums[2] += workforce.titlesOf(index);
        });

        assertThat(sums).containsExactly(workforce.salaries(), workforce.memberships(), workforce.titles());
    }

    @Property(tries = 50)
    void everyPostIsHeldByOneEmployee(@ForAll @IntRange(min = 1, max = 1_000) int thousandths) {
        Workforce workforce = new Workforce(thousandths / 1_000.0);

        IntStream posts =
                IntStream.range(0, workforce.employees()).map(workforce::postOf).filter(post -> post >= 0);

        assertThat(posts)
                .containsExactlyElementsOf(
                        IntStream.range(0, Workforce.POSTS).boxed().toList());
    }

    @Example
    void hasThePublishedSizesAtScaleOne() {
        Workforce workforce = new Workforce(1);

        assertThat(Table.of(workforce))
                .extracting(Table::name, Table::rows)
                .containsExactly(
                        tuple("employees", 300_024),
                        tuple("dept_manager", 24),
                        tuple("dept_emp", 331_603),
                        tuple("titles", 443_308),
                        tuple("salaries", 2_844_047));
        assertThat(IntStream.range(0, workforce.employees()).map(workforce::salariesOf))
                .allMatch(salaries -> salaries >= 1 && salaries <= 18);
    }

    @Example
    void numbersEmployeesAsThePublishedDataDo() {
        assertThat(Workforce.number(0)).isEqualTo(10_001);
        assertThat(Workforce.number(300_023)).isEqualTo(499_999);
        assertThat(IntStream.range(0, 400_000).map(Workforce::number))
                .isSorted()
                .doesNotHaveDuplicates();
    }
}
