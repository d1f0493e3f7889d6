// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code ./adit} of a checkout, with a Maven and a JDK that only pretend. */
class CheckoutScriptTest {
    /** Writes down how it was called; builds an image that shows its arguments, once it is allowed to. */
    private static final String MAVEN = """
            #!/bin/sh
            echo "$*" >>"$CALLS"
            case $MODE in
              broken) echo "[ERROR] cannot find symbol"; exit 1 ;;
              online) case $* in *' -o '*) echo "[ERROR] it has not been downloaded from it before"; exit 1 ;; esac ;;
            esac
            while [ -e "$CALLS.hold" ]; do sleep 0.05; done
            mkdir -p "$CHECKOUT/dist/target/adit/bin"
            printf '#!/bin/sh\\necho "image: $*"\\n' >"$CHECKOUT/dist/target/adit/bin/adit"
            chmod +x "$CHECKOUT/dist/target/adit/bin/adit"
            """;

    @RegisterExtension
    private final Processes processes = new Processes();

    private final Path checkout = processes.folder().resolve("a checkout");
    private final Path source = checkout.resolve("http/src/main/java/Some.java");
    private final Path calls = processes.folder().resolve("calls");

    @BeforeEach
    void makeCheckout() throws IOException {
        Path real = Sources.root();
        Files.createDirectories(checkout.resolve(".ci"));
        Files.createDirectories(checkout.resolve(".mvn"));
        Files.createDirectories(source.getParent());
        Files.copy(real.resolve("adit"), checkout.resolve("adit"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.copy(real.resolve(".ci/jdk25"), checkout.resolve(".ci/jdk25"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(checkout.resolve("pom.xml"), "");
        Files.writeString(checkout.resolve("http/pom.xml"), "");
        Files.writeString(source, "");
        Files.writeString(calls, "");
        program("bin/mvn", MAVEN);
        program("jdk/bin/javac", "#!/bin/sh\n");
        program("jdk/bin/jlink", "#!/bin/sh\necho 'Linking from run-time image enabled'\n");
        Files.writeString(processes.folder().resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
    }

    @Test
    void itBuildsWhatIsMissingWithOneLineOnStderrAndStartsIt() {
        Running first = run("http", "3000", "a b");
        assertEquals(0, first.awaitExit(), first::toString);
        assertEquals("image: http 3000 a b\n", first.stdout());
        assertEquals(1, first.stderr().lines().count(), first::toString);
    }

    @Test
    void whatIsUpToDateIsStartedInSilence() {
        run("version").awaitExit();
        Running second = run("version");
        assertEquals(0, second.awaitExit(), second::toString);
        assertEquals("", second.stderr());
        assertEquals(1, calls().size());
    }

    @Test
    void aNewerSourceAndADeletedOneBuildAgain() throws IOException {
        run("version").awaitExit();
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(2)));
        run("version").awaitExit();
        assertEquals(2, calls().size());
        Files.delete(source);
        Files.setLastModifiedTime(
                source.getParent(), FileTime.from(Instant.now().plusSeconds(4)));
        run("version").awaitExit();
        assertEquals(3, calls().size());
    }

    @Test
    void twoStartsAtOnceBuildOnce() throws IOException {
        Path hold = Files.writeString(Path.of(calls + ".hold"), "");
        Running first = run("one");
        Await.until("the build to begin", () -> calls().size() == 1);
        Running second = run("two");
        second.awaitStderr("waiting for another build");
        Files.delete(hold);
        assertEquals(0, first.awaitExit(), first::toString);
        assertEquals(0, second.awaitExit(), second::toString);
        assertEquals("image: two\n", second.stdout());
        assertEquals(1, calls().size());
    }

    @Test
    void theLockOfABuildThatWasKilledIsNoObstacle() throws IOException {
        Path hold = Files.writeString(Path.of(calls + ".hold"), "");
        Running killed = run("one");
        Await.until("the build to begin", () -> calls().size() == 1);
        killed.kill();
        Files.delete(hold);
        killed.awaitExit();
        Running next = run("two");
        assertEquals(0, next.awaitExit(), next::toString);
        assertEquals("image: two\n", next.stdout());
    }

    @Test
    void aPartThatIsNotThereIsFetchedAndAnErrorOfOursIsNotTriedTwice() {
        Running fetched = start(Map.of("MODE", "online"), "version");
        assertEquals(0, fetched.awaitExit(), fetched::toString);
        assertEquals(2, calls().size());
        touchSource();
        Running broken = start(Map.of("MODE", "broken"), "version");
        assertEquals(1, broken.awaitExit(), broken::toString);
        assertTrue(broken.stderr().contains("cannot find symbol"), broken::toString);
        assertEquals(3, calls().size());
    }

    private Running run(String... arguments) {
        return start(Map.of(), arguments);
    }

    private Running start(Map<String, String> environment, String... arguments) {
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("PATH", processes.folder().resolve("bin") + ":" + System.getenv("PATH"));
        variables.put("JAVA_HOME", processes.folder().resolve("jdk").toString());
        variables.put("CALLS", calls.toString());
        variables.put("CHECKOUT", checkout.toString());
        return processes.start(checkout.resolve("adit"), variables, arguments);
    }

    private List<String> calls() {
        return Sources.textOf(calls).lines().toList();
    }

    private void touchSource() {
        try {
            Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(2)));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void program(String name, String text) throws IOException {
        Path file = processes.folder().resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        assertTrue(file.toFile().setExecutable(true));
    }
}
