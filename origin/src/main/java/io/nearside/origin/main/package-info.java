/** The command {@code nearside origin}: an embedded origin alone, for trying things out. */
@NullMarked
package io.nearside.origin.main;

import org.jspecify.annotations.NullMarked;
