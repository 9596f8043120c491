/**
 * What single steps cost, measured with JMH: {@link io.nearside.bench.micro.Microbenchmarks} runs them all and prints figures
 * that can be compared with each other, as they come from one machine and one run.
 */
@NullMarked
package io.nearside.bench.micro;

import org.jspecify.annotations.NullMarked;
