package io.nearside.node.whole;

import java.util.LinkedHashMap;
import java.util.Map;

/** One page of metrics in Prometheus' text form: each sample's name with its labels, and its value. Immutable. */
record Metrics(Map<String, Double> samples) {
    static Metrics parse(String page) {
        Map<String, Double> samples = new LinkedHashMap<>();
        page.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int space = line.lastIndexOf(' ');
            samples.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
        });
        return new Metrics(samples);
    }

    /** The sum of the samples of this name whose labels contain {@code label}; NaN if there is no such sample. */
    double sum(String name, String label) {
        return samples.entrySet().stream()
                .filter(sample ->
                        nameOf(sample.getKey()).equals(name) && sample.getKey().contains(label))
                .map(Map.Entry::getValue)
                .reduce(Double::sum)
                .orElse(Double.NaN);
    }

    private static String nameOf(String sample) {
        int brace = sample.indexOf('{');
        return brace < 0 ? sample : sample.substring(0, brace);
    }
}
