package io.nearside.bench.attack.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The few features that one round is about. A round that may say anything says each thing too rarely for two of them to
 * meet; leaving most features out of each round, and others out of the next, finds more (Groce and others, "Swarm Testing",
 * ISSTA 2012).
 *
 * @param families of which columns are made
 * @param atoms the kinds of comparisons that conditions are made of, by number
 * @param reads the kinds of reads, by number
 */
public record Swarm(List<Family> families, List<Integer> atoms, List<Integer> reads) {
    private static final int FEW_FAMILIES = 3;
    private static final int FEW_ATOMS = 4;
    private static final int FEW_READS = 8;

    public Swarm {
        families = List.copyOf(families);
        atoms = List.copyOf(atoms);
        reads = List.copyOf(reads);
    }

    /** Everything in some rounds, a few features in the others. */
    static Swarm random(Dice dice, List<Family> families) {
        List<Integer> reads = numbers(0, ReadMaker.KINDS);
        if (dice.percent(35)) {
            return new Swarm(families, numbers(0, Conditions.ATOMS), reads);
        }
        List<Integer> atoms = new ArrayList<>(dice.some(numbers(0, Conditions.TAME_ATOMS), dice.between(1, FEW_ATOMS)));
        atoms.addAll(dice.some(numbers(Conditions.TAME_ATOMS, Conditions.ATOMS), dice.between(1, FEW_ATOMS)));
        return new Swarm(
                dice.some(families, dice.between(1, FEW_FAMILIES)),
                atoms,
                dice.some(reads, dice.between(3, FEW_READS)));
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    /** One of the kinds of comparisons, of the first so many. */
    int atom(Dice dice, int below) {
        return dice.of(atoms.stream().filter(atom -> atom < below).toList());
    }
}
