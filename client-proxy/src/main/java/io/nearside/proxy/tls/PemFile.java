package io.nearside.proxy.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a PEM file holds (RFC 7468).
 *
 * @param setting the key of the setting that names the file, for complaints
 */
record PemFile(String setting, String path, List<Block> blocks) {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s*(.*?)\\s*-----END \\1-----", Pattern.DOTALL);

    /** Headers of the older kind, such as {@code Proc-Type: 4,ENCRYPTED}, which are followed by an empty line. */
    private static final Pattern HEADERS = Pattern.compile("\\A(?:[A-Za-z-]+:[^\\n]*\\n)+\\s*");

    /** No chain of certificates is as long. */
    private static final long LONGEST = 1024 * 1024;

    /** @param text between the two lines that say what it is */
    record Block(String label, String text) {
        boolean isEncrypted() {
            return label.startsWith("ENCRYPTED") || text.contains("ENCRYPTED");
        }

        /** @throws IllegalArgumentException if it is no base64 */
        byte[] bytes() {
            return Base64.getMimeDecoder().decode(HEADERS.matcher(text).replaceFirst(""));
        }

        @Override
        public String toString() {
            return label;
        }
    }

    PemFile {
        blocks = List.copyOf(blocks);
    }

    static PemFile read(String setting, String path) {
        String text;
        try {
            Path file = Path.of(path);
            if (Files.isRegularFile(file) && Files.size(file) > LONGEST) {
                throw complaint(setting, path, "is no PEM file: it is longer than 1 MiB", "name the right file");
            }
            text = Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw complaint(setting, path, "does not exist", "name the file by its whole path, or mount it");
        } catch (AccessDeniedException e) {
            throw complaint(setting, path, "may not be read by the node's user", "give that user the right to read it");
        } catch (IOException | InvalidPathException e) {
            throw complaint(setting, path, "cannot be read: " + e.getMessage(), "name a file that can be read");
        }
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            blocks.add(new Block(matcher.group(1), matcher.group(2)));
        }
        return new PemFile(setting, path, blocks);
    }

    /** What is wrong with the file, and what to do about it. */
    IllegalStateException complaint(String what, String mend) {
        return complaint(setting, path, what, mend);
    }

    private static IllegalStateException complaint(String setting, String path, String what, String mend) {
        return new IllegalStateException(setting + ": " + path + " " + what + "; " + mend);
    }
}
