package io.nearside.bench.stage;

import io.nearside.node.Main;
import java.io.IOException;

/**
 * The program of a node's process: {@link Main}, and a thread that ends the process when the one that started it is
 * gone, however that one ended.
 */
public final class NodeHost {
    private NodeHost() {}

    public static void main(String[] arguments) {
        Thread watch = new Thread(NodeHost::endWithParent, "parent-watch");
        watch.setDaemon(true);
        watch.start();
        Main.main(arguments);
    }

    /** Reads from a pipe that only the parent holds open: its end is the sign. */
    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // The parent sends nothing.
            }
        } catch (IOException e) {
            // As good a sign as the end.
        }
        Runtime.getRuntime().halt(1);
    }
}
