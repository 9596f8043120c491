/** Origins for JUnit tests: {@link io.nearside.origin.junit.OriginTest} runs a test class once per flavor. */
@NullMarked
package io.nearside.origin.junit;

import org.jspecify.annotations.NullMarked;
