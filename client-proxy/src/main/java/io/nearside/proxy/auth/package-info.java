/**
 * How a password is proved: the tokens of the authentication plugins, made from a password or from what a verified token
 * gave away, and the exchange by which a password crosses the network unseen. Knows no sessions and keeps nothing.
 */
@NullMarked
package io.nearside.proxy.auth;

import org.jspecify.annotations.NullMarked;
