package io.nearside.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A value of the file with its <code>${NAME}</code> and <code>${NAME:-default}</code> replaced from the environment;
 * <code>$${</code> stands for <code>${</code> itself. What comes from the environment is taken as it is: it is not
 * searched again and cannot add YAML.
 *
 * @param text the value, whole only if there are no problems
 * @param fromEnvironment whether a variable's value is part of the text
 * @param problems what is wrong with the references, without any part of the value
 */
record Substitution(String text, boolean fromEnvironment, List<String> problems) {
    private static final Pattern REFERENCE =
            Pattern.compile("\\$\\$\\{|\\$\\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(?<standard>:-[^}]*)?}|\\$\\{");

    static Substitution of(String text, Map<String, String> environment) {
        Matcher reference = REFERENCE.matcher(text);
        StringBuilder result = new StringBuilder();
        List<String> problems = new ArrayList<>();
        boolean fromEnvironment = false;
        while (reference.find()) {
            String name = reference.group("name");
            String standard = reference.group("standard");
            String replacement = "";
            if (reference.group().equals("$${")) {
                replacement = "${";
            } else if (name == null) {
                problems.add("has \"${\" that does not go on as ${NAME} or ${NAME:-default}; write \"$${\" for \"${\"");
            } else {
                String value = environment.getOrDefault(name, "");
                boolean useDefault = standard != null && value.isEmpty();
                if (!useDefault && !environment.containsKey(name)) {
                    problems.add("environment variable %s is not set; set it, or give a default as ${%s:-default}"
                            .formatted(name, name));
                }
                fromEnvironment |= !useDefault;
                replacement = useDefault ? standard.substring(2) : value;
            }
            reference.appendReplacement(result, Matcher.quoteReplacement(replacement));
        }
        return new Substitution(reference.appendTail(result).toString(), fromEnvironment, problems);
    }
}
