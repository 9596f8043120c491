package io.nearside.bench.logins;

import io.nearside.bench.protocol.Account;

/** How a client logs in. */
enum Way {
    LOGIN("login alone") {
        @Override
        long nanos(Door door, Account account) {
            return door.login(account);
        }
    },
    DRIVER("Connector/J, ready for use") {
        @Override
        long nanos(Door door, Account account) {
            return door.connect(account);
        }
    };

    private final String title;

    Way(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    abstract long nanos(Door door, Account account);
}
