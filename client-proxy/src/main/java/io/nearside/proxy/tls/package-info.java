/** How clients' connections are encrypted: the node's certificate, from files or self-made, and what comes of it. */
@NullMarked
package io.nearside.proxy.tls;

import org.jspecify.annotations.NullMarked;
