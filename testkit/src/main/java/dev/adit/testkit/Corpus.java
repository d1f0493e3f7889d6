// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The inputs that a fuzz target keeps in {@code src/test/corpus/TARGET} of its room: seeds to start from, and whatever
 * has broken it once. Stateless.
 *
 * <p>{@code .ci/fuzz TARGET} goes on from here with coverage; {@link #replay} is what every test run can afford.
 */
public final class Corpus {
    private static final Path ROOT = Path.of("src", "test", "corpus");
    private static final int SHOWN_BYTES = 400;

    private Corpus() {}

    /** Takes any bytes, and throws when what they did breaks a rule. */
    @FunctionalInterface
    public interface Target {
        /** Throws on any outcome that is not allowed. */
        void test(byte[] input);
    }

    /** Feeds all kept inputs of a target, then as many random changes of them. */
    public static void replay(String target, int changed, Target test) {
        List<byte[]> inputs = inputs(target);
        inputs.forEach(input -> feed(input, test));
        Seeds.check(changed, random -> feed(changed(inputs, random), test));
    }

    private static List<byte[]> inputs(String target) {
        try (Stream<Path> files = Files.list(ROOT.resolve(target))) {
            return files.sorted().map(Corpus::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void feed(byte[] input, Target test) {
        try {
            test.test(input);
        } catch (RuntimeException | AssertionError failure) {
            byte[] shown = Arrays.copyOf(input, Math.min(input.length, SHOWN_BYTES));
            String hex = HexFormat.of().formatHex(shown);
            throw new AssertionError("input of " + input.length + " bytes, " + hex + ": " + failure, failure);
        }
    }

    private static byte[] changed(List<byte[]> inputs, RandomGenerator random) {
        byte[] input = inputs.get(random.nextInt(inputs.size()));
        for (int left = 1 + random.nextInt(4); left > 0; left--) {
            input = changedOnce(input, inputs.get(random.nextInt(inputs.size())), random);
        }
        return input;
    }

    private static byte[] changedOnce(byte[] input, byte[] other, RandomGenerator random) {
        int at = random.nextInt(input.length + 1);
        int end = Math.min(input.length, at + random.nextInt(8));
        return switch (random.nextInt(4)) {
            case 0 -> spliced(input, at, end, new byte[0]);
            case 1 -> spliced(input, at, at, Arrays.copyOfRange(input, at, end));
            case 2 -> spliced(input, at, end, new byte[] {(byte) random.nextInt(256)});
            default -> {
                int from = random.nextInt(other.length + 1);
                int to = Math.min(other.length, from + random.nextInt(32));
                yield spliced(input, at, at, Arrays.copyOfRange(other, from, to));
            }
        };
    }

    private static byte[] spliced(byte[] input, int from, int to, byte[] between) {
        byte[] result = Arrays.copyOf(input, from + between.length + input.length - to);
        System.arraycopy(between, 0, result, from, between.length);
        System.arraycopy(input, to, result, from + between.length, input.length - to);
        return result;
    }
}
