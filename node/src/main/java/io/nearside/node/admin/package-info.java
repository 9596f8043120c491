/** What operators and their tools see of a node: metrics and health over HTTP. */
@NullMarked
package io.nearside.node.admin;

import org.jspecify.annotations.NullMarked;
