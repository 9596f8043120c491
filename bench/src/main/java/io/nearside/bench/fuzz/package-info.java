/** What a coverage-guided fuzzer (Jazzer) is set upon by {@code ./nearside fuzz}. */
@NullMarked
package io.nearside.bench.fuzz;

import org.jspecify.annotations.NullMarked;
