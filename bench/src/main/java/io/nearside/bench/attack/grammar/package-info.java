/**
 * What an attack says: random schemas, values, reads and writes, all from one seed. {@code SchemaMaker} comes first,
 * {@code ReadMaker} and {@code WriteMaker} speak about what it made. Knows no server and no connection.
 */
@NullMarked
package io.nearside.bench.attack.grammar;

import org.jspecify.annotations.NullMarked;
