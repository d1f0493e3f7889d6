// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.adit.e2e.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What one of our processes holds at a moment: descriptors and threads by the kernel's word, heap after a collection
 * and direct memory by the JVM's. Immutable.
 */
record Vitals(int descriptors, int threads, long heapBytes, long directBytes) {
    /** What {@link #of} needs to see direct memory; a variable of the process. */
    static final Map<String, String> WATCHED = watched("");

    private static final Pattern USED = Pattern.compile("total \\d+K, used (\\d+)K");
    private static final Pattern OTHER = Pattern.compile("Other \\(reserved=(\\d+)KB");
    private static final Path COMMANDS = commands();

    /** The same with further options of the JVM. */
    static Map<String, String> watched(String options) {
        return Map.of("ADIT_JAVA_OPTS", ("-XX:NativeMemoryTracking=summary " + options).strip());
    }

    /** Collects the garbage of the process, then looks. */
    static Vitals of(Running process) {
        String told = jcmd(process.pid());
        return new Vitals(count(process, "fd"), count(process, "task"), kib(USED, told) << 10, kib(OTHER, told) << 10);
    }

    /** Heap and direct memory together: what traffic costs. */
    long memoryBytes() {
        return heapBytes + directBytes;
    }

    static int count(Running process, String what) {
        try (Stream<Path> entries = Files.list(Path.of("/proc", Long.toString(process.pid()), what))) {
            return (int) entries.count();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public String toString() {
        return "%d descriptors, %d threads, heap %.1f MB, direct %.1f MB"
                .formatted(descriptors, threads, heapBytes / 1e6, directBytes / 1e6);
    }

    private static long kib(Pattern pattern, String told) {
        return pattern.matcher(told)
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }

    private static String jcmd(long pid) {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            Process process = new ProcessBuilder(List.of(jcmd, Long.toString(pid), "-f", COMMANDS.toString()))
                    .redirectErrorStream(true)
                    .start();
            String told = new String(process.getInputStream().readAllBytes(), UTF_8);
            Matcher seen = USED.matcher(told);
            if (process.waitFor() != 0 || !seen.find()) {
                throw new AssertionError("jcmd: " + told);
            }
            return told;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    private static Path commands() {
        try {
            Path file = Files.createTempFile("adit-jcmd-", "");
            file.toFile().deleteOnExit();
            return Files.writeString(file, "GC.run\nGC.heap_info\nVM.native_memory summary\n");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
