/**
 * The origin: a real MySQL or MariaDB server that this build brings along, to try Nearside against and to test it with.
 *
 * <p>{@link io.nearside.origin.OriginFlavor} is the way in: its builder starts a server in a second or so, on loopback
 * only, with a binlog set up as Nearside wants it (or wrongly, when a test asks for that) and with the accounts of
 * {@link io.nearside.origin.OriginAccount}. {@code OriginBuilder} takes the settings, {@code Distribution} knows one
 * kind of server, {@code ServerCache} keeps what is slow to make, {@code EmbeddedOrigin} is the running process. Not
 * shipped.
 */
@NullMarked
package io.nearside.origin;

import org.jspecify.annotations.NullMarked;
