// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the module system cannot say about the house: docs/architecture.md has the same rules in words. */
class RoomWallsTest {
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(place -> !place.contains("testkit"))
            .importPackages("dev.adit");

    private static final List<String> ROOMS = List.of("yamux", "http", "wire", "agent", "server", "cli");

    /** Shared by all sessions of a process, so it counts with an atomic. */
    private static final String SHARED = "dev\\.adit\\.yamux\\.GrowthBudget";

    /** Windows, header rules, limits and states: they decide, and others turn their answers into writes. */
    private static final String PURE =
            "dev\\.adit\\..*\\.\\w*(Windows?|States?|Rules|Framing|FramingFields|FieldName|Limits|Timeouts|Config|ErrorCode)";

    @ParameterizedTest
    @CsvSource({
        "yamux, ''",
        "http, ''",
        "wire, yamux http",
        "agent, wire yamux http",
        "server, wire yamux http",
        "cli, agent server wire yamux http"
    })
    void aRoomImportsOnlyTheRoomsBelowIt(String room, String below) {
        List<String> allowed = List.of(below.split(" "));
        String[] others = ROOMS.stream()
                .filter(other -> !other.equals(room) && !allowed.contains(other))
                .map(other -> "dev.adit." + other + "..")
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage("dev.adit." + room + "..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(others))
                .allowEmptyShould(true)
                .check(HOUSE);
    }

    @Test
    void loopConfinedRoomsUseNoAtomicsLocksOrConcurrentMaps() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.adit.yamux..", "dev.adit.http..")
                .and()
                .haveNameNotMatching(SHARED)
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.util.concurrent.atomic", "java.util.concurrent.locks")
                        .or(nameMatching("java\\.util\\.concurrent\\.Concurrent.*")))
                .because("they would lie about who owns the state")
                .check(HOUSE);
    }

    @Test
    void protocolDecisionsImportNoNetty() {
        noClasses()
                .that(nameMatching(PURE))
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.netty.."))
                .check(HOUSE);
    }

    @Test
    void onlyTheCommandLineWritesToTheStandardStreamsOrExits() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.adit.cli..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .check(HOUSE);
    }

    @Test
    void nothingSleeps() {
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(HOUSE);
    }

    @Test
    void roomsReadNoEnvironmentAndNoSystemProperties() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.adit.yamux..",
                        "dev.adit.http..",
                        "dev.adit.wire..",
                        "dev.adit.agent..",
                        "dev.adit.server..")
                .should()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getProperty", String.class)
                .check(HOUSE);
    }

    @Test
    void namesSayWhatAClassIsFor() {
        classes()
                .that(areNamedByHand())
                .should()
                .haveSimpleNameNotEndingWith("Manager")
                .andShould()
                .haveSimpleNameNotEndingWith("Helper")
                .andShould()
                .haveSimpleNameNotEndingWith("Impl")
                .andShould()
                .haveSimpleNameNotEndingWith("Base")
                .andShould()
                .haveSimpleNameNotEndingWith("Util")
                .andShould()
                .haveSimpleNameNotEndingWith("Utils")
                .check(HOUSE);
    }

    private static DescribedPredicate<JavaClass> areNamedByHand() {
        return DescribedPredicate.describe("are named by hand", type -> !type.isAnonymousClass());
    }
}
