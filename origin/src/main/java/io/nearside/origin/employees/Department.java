package io.nearside.origin.employees;

/** The nine departments, with the numbers, names and sizes of the published data. */
enum Department {
    MARKETING("d001", "Marketing", 20_211, 2, false),
    FINANCE("d002", "Finance", 17_346, 2, false),
    HUMAN_RESOURCES("d003", "Human Resources", 17_786, 2, false),
    PRODUCTION("d004", "Production", 73_485, 4, true),
    DEVELOPMENT("d005", "Development", 85_707, 2, true),
    QUALITY_MANAGEMENT("d006", "Quality Management", 20_117, 4, true),
    SALES("d007", "Sales", 52_245, 2, false),
    RESEARCH("d008", "Research", 21_126, 2, true),
    CUSTOMER_SERVICE("d009", "Customer Service", 23_580, 4, false);

    /** The sum of {@link #members}. */
    private static final int ALL_MEMBERS = 331_603;

    private final String number;
    private final String title;
    /** How many rows of the published dept_emp are of this department. */
    private final int members;

    private final int managers;
    private final boolean engineering;

    Department(String number, String title, int members, int managers, boolean engineering) {
        this.number = number;
        this.title = title;
        this.members = members;
        this.managers = managers;
        this.engineering = engineering;
    }

    String title() {
        return title;
    }

    String number() {
        return number;
    }

    int managers() {
        return managers;
    }

    boolean isEngineering() {
        return engineering;
    }

    /** The first of this department's management posts. */
    int firstPost() {
        int first = 0;
        for (Department before : values()) {
            if (before == this) {
                break;
            }
            first += before.managers;
        }
        return first;
    }

    static Department ofPost(int post) {
        for (Department department : values()) {
            if (post < department.firstPost() + department.managers) {
                return department;
            }
        }
        throw new IllegalArgumentException("there is no post " + post);
    }

    /** One of the departments, as likely as it is large; {@code draw} is uniform over all ints. */
    static Department drawn(int draw) {
        int place = Integer.remainderUnsigned(draw, ALL_MEMBERS);
        for (Department department : values()) {
            place -= department.members;
            if (place < 0) {
                return department;
            }
        }
        throw new IllegalStateException("members do not add up to " + ALL_MEMBERS);
    }
}
