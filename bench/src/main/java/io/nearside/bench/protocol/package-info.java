/** The little of the MySQL protocol that a client needs to log in and ask, for clients in numbers that no driver is made for. */
@NullMarked
package io.nearside.bench.protocol;

import org.jspecify.annotations.NullMarked;
