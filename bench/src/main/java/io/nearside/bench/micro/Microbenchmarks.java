package io.nearside.bench.micro;

import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the benchmarks of this package and prints each figure beside the first of its kind. */
public final class Microbenchmarks {
    private Microbenchmarks() {}

    /**
     * The program.
     *
     * @param arguments which benchmarks, as regular expressions; all when there are none
     */
    public static void main(String[] arguments) throws RunnerException {
        OptionsBuilder options = new OptionsBuilder();
        options.verbosity(VerboseMode.NORMAL);
        options.shouldFailOnError(true);
        for (String pattern : arguments.length == 0 ? new String[] {"io.nearside.bench.micro"} : arguments) {
            options.include(pattern);
        }
        Options built = options.build();
        print(new Runner(built).run());
    }

    private static void print(Collection<RunResult> results) {
        Map<String, Double> firsts = new TreeMap<>();
        System.out.printf("%n%-20s %-16s %14s %10s%n", "what", "of", "ns", "ratio");
        results.stream().sorted(Comparator.comparing(Microbenchmarks::name)).forEach(result -> {
            double score = result.getPrimaryResult().getScore();
            double first = firsts.computeIfAbsent(name(result), name -> score);
            System.out.printf("%-20s %-16s %14.1f %9.2fx%n", name(result), parameter(result), score, score / first);
        });
    }

    private static String name(RunResult result) {
        String full = result.getParams().getBenchmark();
        return full.substring(full.lastIndexOf('.') + 1);
    }

    private static String parameter(RunResult result) {
        StringBuilder values = new StringBuilder();
        result.getParams()
                .getParamsKeys()
                .forEach(key -> values.append(result.getParams().getParam(key)));
        return values.toString();
    }
}
