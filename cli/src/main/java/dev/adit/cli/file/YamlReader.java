// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.file;

import dev.adit.cli.file.YamlNode.Entry;
import dev.adit.cli.file.YamlNode.Mapping;
import dev.adit.cli.file.YamlNode.Scalar;
import dev.adit.cli.file.YamlNode.Sequence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Builds our small tree from YAML events. Confined to one read.
 *
 * <p>Working on events, not on the loader's objects, keeps every line number and stops hostile files at once: the
 * first anchor or alias is refused, so nothing can expand, and so is the first level too deep, before the rest is even
 * scanned.
 */
final class YamlReader {
    /** Our deepest key is the third level: tunnels, a tunnel, a list. */
    private static final int DEEPEST = 8;

    private final Path file;
    private final boolean folder;

    YamlReader(Path file, boolean folder) {
        this.file = file;
        this.folder = folder;
    }

    Mapping read(String text) {
        LoadSettings settings = LoadSettings.builder().setLabel(file.toString()).build();
        try {
            return document(new ParserImpl(settings, new StreamReader(settings, text)));
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            throw ConfigFile.refused(file, line, folder, "this is not YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw ConfigFile.refused(file, 1, folder, "this is not YAML: it holds a character that no text has");
        }
    }

    private Mapping document(Iterator<Event> events) {
        Mapping root = new Mapping(List.of(), 1);
        boolean seen = false;
        while (events.hasNext()) {
            Event event = events.next();
            if (event.getEventId() == Event.ID.DocumentStart && seen) {
                throw refused(event, "a second document starts; write one");
            }
            if (event instanceof NodeEvent node) {
                seen = true;
                root = root(node(node, events, 1));
            }
        }
        return root;
    }

    private Mapping root(YamlNode node) {
        return switch (node) {
            case Mapping mapping -> mapping;
            case Scalar scalar when scalar.isNothing() -> new Mapping(List.of(), scalar.line());
            case Scalar scalar -> throw refused(scalar.line(), "a key is expected; write KEY: VALUE");
            case Sequence list -> throw refused(list.line(), "a key is expected, not a list; write KEY: VALUE");
        };
    }

    private YamlNode node(NodeEvent event, Iterator<Event> events, int depth) {
        if (event instanceof AliasEvent || event.getAnchor().isPresent()) {
            throw refused(event, "anchors and aliases are not used here; write the value out");
        }
        if (depth > DEEPEST) {
            throw refused(event, "values are nested too deeply; no key needs more than three levels");
        }
        int line = line(event);
        return switch (event) {
            case ScalarEvent scalar -> new Scalar(scalar.getValue(), scalar.isPlain(), line);
            case SequenceStartEvent _ -> new Sequence(items(events, depth), line);
            case MappingStartEvent _ -> new Mapping(entries(events, depth), line);
            default -> throw refused(event, "this is not a value");
        };
    }

    private List<YamlNode> items(Iterator<Event> events, int depth) {
        List<YamlNode> items = new ArrayList<>();
        for (Event next = events.next(); next instanceof NodeEvent item; next = events.next()) {
            items.add(node(item, events, depth + 1));
        }
        return items;
    }

    private List<Entry> entries(Iterator<Event> events, int depth) {
        List<Entry> entries = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Event next = events.next(); next instanceof NodeEvent keyEvent; next = events.next()) {
            String key = key(node(keyEvent, events, depth + 1));
            if (!seen.add(key)) {
                throw refused(keyEvent, "key '" + key + "' stands twice; remove one");
            }
            YamlNode value = node((NodeEvent) events.next(), events, depth + 1);
            entries.add(new Entry(key, value, line(keyEvent)));
        }
        return entries;
    }

    private String key(YamlNode node) {
        return switch (node) {
            case Scalar scalar -> scalar.text();
            case Sequence list -> throw refused(list.line(), "a key cannot be a list; put quotes around the text");
            case Mapping mapping -> throw refused(mapping.line(), "a key cannot be a mapping");
        };
    }

    private static int line(Event event) {
        return event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    private RuntimeException refused(Event event, String message) {
        return refused(line(event), message);
    }

    private RuntimeException refused(int line, String message) {
        return ConfigFile.refused(file, line, folder, message);
    }
}
