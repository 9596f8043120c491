package io.nearside.origin.employees;

/**
 * How many employees there are at a scale, what numbers they bear, and how many rows of each table are whose. The totals
 * are exact at every scale; all is a pure function of the scale and the employee's index.
 */
final class Workforce {
    private static final int EMPLOYEES = 300_024;
    private static final int SALARIES = 2_844_047;
    private static final int MEMBERSHIPS = 331_603;
    private static final int TITLES = 443_308;
    /** Rows of dept_manager, at every scale. */
    static final int POSTS = 24;

    /**
     * Spreads salaries over 1 to 18 rows an employee: each 17 employees in a row share 17 steps that add up to nothing.
     * The first is the best known employee's, who has 17 rows.
     */
    private static final int[] SALARY_STEPS = {8, -3, 5, -8, 1, -6, 7, -1, 3, -5, 0, 6, -7, 2, -4, 4, -2};

    private final int employees;
    private final int salaries;
    private final int memberships;
    private final int titles;

    Workforce(double scale) {
        this.employees = scaled(EMPLOYEES, scale);
        this.salaries = scaled(SALARIES, scale);
        this.memberships = scaled(MEMBERSHIPS, scale);
        this.titles = scaled(TITLES, scale);
    }

    private static int scaled(int full, double scale) {
        return Math.toIntExact(Math.round(full * scale));
    }

    int employees() {
        return employees;
    }

    int salaries() {
        return salaries;
    }

    /** Rows of dept_emp. */
    int memberships() {
        return memberships;
    }

    int titles() {
        return titles;
    }

    /** The management post that an employee holds, or -1; posts are numbered from 0 through all departments. */
    int postOf(int index) {
        int post = (int) ((long) index * (POSTS + 1) / employees);
        for (int near = Math.max(post - 1, 0); near <= Math.min(post, POSTS - 1); near++) {
            if ((int) ((long) employees * (near + 1) / (POSTS + 1)) == index) {
                return near;
            }
        }
        return -1;
    }

    /** The employee number: with the gaps of the published data, which ends at 499999. */
    static int number(int index) {
        if (index < 100_022) {
            return 10_001 + index;
        }
        if (index < 200_024) {
            return 200_000 + (index - 100_022);
        }
        return 400_000 + (index - 200_024);
    }

    int salariesOf(int index) {
        int share = share(salaries, index);
        int inLastGroup = employees - employees % SALARY_STEPS.length;
        return index < inLastGroup ? share + SALARY_STEPS[index % SALARY_STEPS.length] : share;
    }

    int membershipsOf(int index) {
        return share(memberships, index);
    }

    int titlesOf(int index) {
        return share(titles, index);
    }

    /** The part of {@code total} that falls to one employee when it is dealt out evenly. */
    private int share(int total, int index) {
        return (int) ((long) total * (index + 1) / employees - (long) total * index / employees);
    }
}
