// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** What ./test says at its end: which tests failed, which only at first, which were skipped and why, and how many. */
final class Summary {
    private final List<String> failed = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();
    private final List<String> unsteady = new ArrayList<>();
    private int passed;

    public static void main(String[] arguments) throws IOException, XMLStreamException {
        Summary summary = new Summary();
        for (Path report : reports(Path.of(arguments[0]))) {
            summary.readReport(report);
        }
        for (Path check : files(Path.of(arguments[1]))) {
            summary.readCheck(check);
        }
        System.exit(summary.print() ? 0 : 1);
    }

    private static List<Path> reports(Path root) throws IOException {
        List<Path> reports = new ArrayList<>();
        for (Path room : files(root)) {
            Path folder = room.resolve("target/surefire-reports");
            if (Files.isDirectory(folder)) {
                reports.addAll(files(folder).stream()
                        .filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml"))
                        .toList());
            }
        }
        return reports;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private void readCheck(Path check) throws IOException {
        String[] outcome = Files.readString(check).strip().split(" ", 2);
        count(outcome[0], check.getFileName().toString(), outcome.length > 1 ? outcome[1] : "");
    }

    private void readReport(Path report) throws IOException, XMLStreamException {
        try (InputStream input = Files.newInputStream(report)) {
            XMLStreamReader reader = XMLInputFactory.newInstance().createXMLStreamReader(input);
            String test = "";
            String outcome = "";
            String reason = "";
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    switch (reader.getLocalName()) {
                        case "testcase" -> {
                            test = reader.getAttributeValue(null, "classname") + "."
                                    + reader.getAttributeValue(null, "name");
                            outcome = "passed";
                            reason = "";
                        }
                        case "failure", "error", "skipped" -> {
                            outcome = reader.getLocalName().equals("skipped") ? "skipped" : "failed";
                            String message = reader.getAttributeValue(null, "message");
                            // An assumption's own words stand in the text alone, behind the exception's name.
                            String said = message == null ? reader.getElementText() : message;
                            reason = said.lines().findFirst().orElse("no reason given").replaceFirst("^.*Assumption failed: ", "");
                        }
                        case "flakyFailure", "flakyError" ->
                            unsteady.add(test + ": " + reader.getAttributeValue(null, "message"));
                        default -> {}
                    }
                } else if (event == XMLStreamConstants.END_ELEMENT && reader.getLocalName().equals("testcase")) {
                    count(outcome, test, reason);
                }
            }
        }
    }

    private void count(String outcome, String what, String reason) {
        switch (outcome) {
            case "passed" -> passed++;
            case "skipped" -> skipped.add(what + ": " + reason);
            default -> failed.add(what + ": " + reason);
        }
    }

    private boolean print() {
        System.out.println();
        failed.forEach(one -> System.out.println("FAILED  " + one));
        unsteady.forEach(one ->
                System.out.println("UNSTEADY (failed, then passed) " + one.lines().findFirst().orElse(one)));
        skipped.forEach(one -> System.out.println("SKIPPED " + one));
        System.out.printf(
                Locale.ROOT, "%d passed, %d failed, %d skipped%n", passed, failed.size(), skipped.size());
        return failed.isEmpty();
    }
}
