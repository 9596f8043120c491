package io.nearside.origin.employees;

import java.util.List;

/**
 * One generated employee: a pure function of the workforce and the employee's index, so that each table can be written
 * without holding any other in memory.
 */
final class Employee {
    private static final int YEAR = 365;
    private static final int OLDEST_BIRTH = Days.day("1952-02-01");
    private static final int BIRTHS = Days.day("1965-02-01") - OLDEST_BIRTH;
    private static final int LAST_HIRE = Days.day("2000-01-28");
    private static final int LOWEST_SALARY = 38_623;
    private static final int HIGHEST_SALARY = 158_220;

    private static final List<String> FIRST_ENGINEERS = List.of("Engineer", "Engineer", "Assistant Engineer");
    private static final List<String> LATER_ENGINEERS =
            List.of("Senior Engineer", "Senior Engineer", "Senior Engineer", "Technique Leader");
    private static final List<String> FIRST_STAFF = List.of("Staff");
    private static final List<String> LATER_STAFF = List.of("Senior Staff");

    // What a random number is drawn for: each gives another number for the same employee.
    private static final int BIRTH = 0;
    private static final int FIRST_NAME = 1;
    private static final int LAST_NAME = 2;
    private static final int GENDER = 3;
    private static final int LEFT = 4;
    private static final int START = 5;
    private static final int END = 6;
    private static final int HIRED = 7;
    private static final int DEPARTMENT = 8;
    private static final int SECOND_DEPARTMENT = 9;
    private static final int TRANSFER = 10;
    private static final int LONE_TITLE = 11;
    private static final int FIRST_TITLE = 12;
    private static final int LATER_TITLE = 13;
    private static final int PROMOTION = 14;
    private static final int FIRST_SALARY = 15;
    private static final int RAISE = 16;

    private final Workforce workforce;
    private final int index;
    private final String number;
    /** First day of work, and the day after the last: {@link Days#FOREVER} for those who are still here. */
    private final int start;

    private final int end;

    Employee(Workforce workforce, int index) {
        this.workforce = workforce;
        this.index = index;
        this.number = Integer.toString(Workforce.number(index));
        int untilLastRaise = (workforce.salariesOf(index) - 1) * YEAR;
        int latestStart = Days.TODAY - untilLastRaise;
        if (isGeorgi()) {
            this.start = Days.day("1986-06-26");
            this.end = Days.FOREVER;
        } else if (latestStart < Days.FIRST + YEAR || below(5, LEFT) > 0) {
            int earliestStart = Math.max(Days.FIRST, latestStart - YEAR + 1);
            this.start = earliestStart + below(latestStart - earliestStart + 1, START);
            this.end = Days.FOREVER;
        } else {
            this.start = Days.FIRST + below(latestStart - Days.FIRST, START);
            this.end = Math.min(Days.TODAY, start + untilLastRaise + 1 + below(YEAR, END));
        }
    }

    /** The employee whom every example of this database looks up. */
    private boolean isGeorgi() {
        return index == 0;
    }

    void writePerson(Row row) {
        if (isGeorgi()) {
            row.write(number, "1953-09-02", "Georgi", "Facello", "M", Days.text(start));
            return;
        }
        int hired = Math.min(LAST_HIRE, start - Math.max(0, below(3 * YEAR, HIRED) - 2 * YEAR));
        row.write(
                number,
                Days.text(OLDEST_BIRTH + below(BIRTHS, BIRTH)),
                Names.first(draw(FIRST_NAME, 0)),
                Names.last(draw(LAST_NAME, 0)),
                below(5, GENDER) < 3 ? "M" : "F",
                Days.text(Math.max(hired, Days.FIRST)));
    }

    void writeMemberships(Row row) {
        Department first = department();
        if (workforce.membershipsOf(index) == 1) {
            row.write(number, first.number(), Days.text(start), Days.text(end));
            return;
        }
        Department second = Department.drawn(draw(SECOND_DEPARTMENT, 0));
        if (second == first) {
            second = first == Department.SALES ? Department.DEVELOPMENT : Department.SALES;
        }
        String transfer = Days.text(dayWithin(TRANSFER));
        row.write(number, first.number(), Days.text(start), transfer);
        row.write(number, second.number(), transfer, Days.text(end));
    }

    /** The department where this employee began. */
    private Department department() {
        int post = workforce.postOf(index);
        if (post >= 0) {
            return Department.ofPost(post);
        }
        return isGeorgi() ? Department.DEVELOPMENT : Department.drawn(draw(DEPARTMENT, 0));
    }

    /** Managers of a department follow each other without a gap, up to now. */
    void writePost(Row row) {
        int post = workforce.postOf(index);
        if (post < 0) {
            return;
        }
        Department department = Department.ofPost(post);
        int place = post - department.firstPost();
        int tenure = (Days.TODAY - Days.FIRST) / department.managers();
        int from = Days.FIRST + place * tenure;
        int to = place == department.managers() - 1 ? Days.FOREVER : from + tenure;
        row.write(number, department.number(), Days.text(from), Days.text(to));
    }

    void writeTitles(Row row) {
        if (workforce.titlesOf(index) == 1) {
            row.write(number, loneTitle(), Days.text(start), Days.text(end));
            return;
        }
        boolean engineer = department().isEngineering();
        String first = Names.pick(engineer ? FIRST_ENGINEERS : FIRST_STAFF, draw(FIRST_TITLE, 0));
        String promotion = Days.text(dayWithin(PROMOTION));
        row.write(number, first, Days.text(start), promotion);
        row.write(number, laterTitle(engineer), promotion, Days.text(end));
    }

    private String loneTitle() {
        boolean engineer = department().isEngineering();
        if (isGeorgi() || workforce.postOf(index) >= 0 || below(3, LONE_TITLE) == 0) {
            return laterTitle(engineer);
        }
        return Names.pick(engineer ? FIRST_ENGINEERS : FIRST_STAFF, draw(FIRST_TITLE, 0));
    }

    private String laterTitle(boolean engineer) {
        if (workforce.postOf(index) >= 0) {
            return "Manager";
        }
        if (isGeorgi()) {
            return "Senior Engineer";
        }
        return Names.pick(engineer ? LATER_ENGINEERS : LATER_STAFF, draw(LATER_TITLE, 0));
    }

    void writeSalaries(Row row) {
        int years = workforce.salariesOf(index);
        int salary = LOWEST_SALARY + (int) (Math.pow(below(1_000, FIRST_SALARY) / 1_000.0, 3) * 60_000);
        int from = start;
        for (int year = 0; year < years; year++) {
            int to = year == years - 1 ? end : from + YEAR;
            row.write(number, Integer.toString(salary), Days.text(from), Days.text(to));
            int raise = Integer.remainderUnsigned(draw(RAISE, year), 5_200) - 900;
            salary = Math.min(HIGHEST_SALARY, Math.max(LOWEST_SALARY, salary + raise));
            from = to;
        }
    }

    /** A day between start and end, both included. */
    private int dayWithin(int purpose) {
        return start + below(Math.min(end, Days.TODAY) - start + 1, purpose);
    }

    private int below(int bound, int purpose) {
        return Integer.remainderUnsigned(draw(purpose, 0), bound);
    }

    /** A number that looks random and is always the same for this employee, purpose and turn. */
    private int draw(int purpose, int turn) {
        long mixed = (index * 1_024L + purpose * 32L + turn) * 0x9E37_79B9_7F4A_7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return (int) ((mixed ^ (mixed >>> 31)) >>> 32);
    }
}
