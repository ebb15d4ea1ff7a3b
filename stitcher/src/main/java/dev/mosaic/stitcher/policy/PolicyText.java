package dev.mosaic.stitcher.policy;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The text of a {@code .mosaic.yml} as a tree that knows its lines. Hostile until read: no anchors,
 * tags or second documents, no key twice, bounded in size and depth.
 */
final class PolicyText {
    private static final int LONGEST = 64 * 1024;
    private static final int DEEPEST = 20;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Map<String, Integer> lines = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    private JsonNode tree = JSON.objectNode();
    private boolean empty = true;

    private PolicyText() {}

    /** Never throws; what is wrong is in {@link #problems()}. */
    static PolicyText parse(String text) {
        var parsed = new PolicyText();
        if (text.length() > LONGEST || text.codePoints().map(PolicyText::bytes).sum() > LONGEST) {
            parsed.problems.add(
                    "`.mosaic.yml` is larger than 64 KiB, which no policy needs: shorten it.");
            return parsed;
        }
        try {
            parsed.refuseWhatNoPolicyNeeds(text);
            if (parsed.problems.isEmpty()) {
                parsed.read(text);
            }
        } catch (MarkedYAMLException e) {
            var mark = e.getProblemMark();
            parsed.problems.add(
                    "%s is not YAML: %s. Mend the line and the indentation around it."
                            .formatted(
                                    mark == null ? "The file" : "Line " + (mark.getLine() + 1),
                                    printable(
                                            e.getProblem() == null
                                                    ? "unreadable"
                                                    : e.getProblem())));
        } catch (YAMLException | NumberFormatException e) {
            parsed.problems.add(
                    "The file is not YAML: %s. Mend it or remove it."
                            .formatted(printable(String.valueOf(e.getMessage()))));
        }
        return parsed;
    }

    JsonNode tree() {
        return tree;
    }

    /** True if there is nothing but space and comments. */
    boolean isEmpty() {
        return empty;
    }

    List<String> problems() {
        return List.copyOf(problems);
    }

    /** Where a value stands, as {@code line 3}. @param pointer as in JSON Pointer */
    String line(String pointer) {
        for (var at = pointer; ; at = at.substring(0, at.lastIndexOf('/'))) {
            var line = lines.get(at);
            if (line != null) {
                return "line " + line;
            }
            if (at.isEmpty()) {
                return "line 1";
            }
        }
    }

    /** One line of bounded length without control characters. */
    static String printable(String text) {
        var line = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]+", " ").strip();
        return line.length() > 120 ? line.substring(0, 120) + "…" : line;
    }

    private void refuseWhatNoPolicyNeeds(String text) {
        var documents = 0;
        for (var event : yaml().parse(new StringReader(text))) {
            var line = event.getStartMark() == null ? 1 : event.getStartMark().getLine() + 1;
            if (event instanceof DocumentStartEvent && ++documents > 1) {
                problems.add(
                        "Line %d begins a second document: keep everything in one, without `---`."
                                .formatted(line));
            } else if (event instanceof NodeEvent node && node.getAnchor() != null) {
                problems.add(
                        "Line %d uses the anchor or alias `%s`: write the value out instead."
                                .formatted(line, printable(node.getAnchor())));
            } else if (hasTag(event)) {
                problems.add("Line %d uses a tag (`!`): remove it.".formatted(line));
            }
            if (!problems.isEmpty()) {
                return;
            }
        }
    }

    private static boolean hasTag(Event event) {
        return switch (event) {
            case ScalarEvent scalar -> scalar.getTag() != null;
            case CollectionStartEvent collection -> collection.getTag() != null;
            default -> false;
        };
    }

    private void read(String text) {
        var root = yaml().compose(new StringReader(text));
        if (root != null) {
            empty = false;
            tree = node(root, "");
        }
    }

    private JsonNode node(Node node, String pointer) {
        lines.putIfAbsent(pointer, node.getStartMark().getLine() + 1);
        return switch (node) {
            case MappingNode mapping -> mapping(mapping, pointer);
            case SequenceNode sequence -> {
                var array = JSON.arrayNode();
                for (var item : sequence.getValue()) {
                    array.add(node(item, pointer + "/" + array.size()));
                }
                yield array;
            }
            case ScalarNode scalar -> scalar(scalar);
            default -> JSON.nullNode();
        };
    }

    private JsonNode mapping(MappingNode mapping, String pointer) {
        var object = JSON.objectNode();
        for (var entry : mapping.getValue()) {
            var line = entry.getKeyNode().getStartMark().getLine() + 1;
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                problems.add(
                        "Line %d has a key that is no word: use a plain word.".formatted(line));
                continue;
            }
            var at = pointer + "/" + key.getValue().replace("~", "~0").replace("/", "~1");
            if (object.has(key.getValue())) {
                problems.add(
                        "Line %d has the key `%s` a second time: keep one of the two."
                                .formatted(line, printable(key.getValue())));
            }
            lines.put(at, line);
            object.set(key.getValue(), node(entry.getValueNode(), at));
        }
        return object;
    }

    /** Only what can be mistaken by nobody is a number or a truth value; all else is text. */
    private static JsonNode scalar(ScalarNode scalar) {
        var text = scalar.getValue();
        if (scalar.getScalarStyle() != ScalarStyle.PLAIN) {
            return JSON.stringNode(text);
        }
        if (scalar.getTag().equals(Tag.NULL)) {
            return JSON.nullNode();
        }
        if (scalar.getTag().equals(Tag.BOOL) && text.matches("true|false")) {
            return JSON.booleanNode(text.equals("true"));
        }
        if (text.matches("0|-?[1-9][0-9]{0,17}")) {
            return JSON.numberNode(Long.parseLong(text));
        }
        return JSON.stringNode(text);
    }

    private static Yaml yaml() {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setAllowRecursiveKeys(false);
        options.setMaxAliasesForCollections(0);
        options.setNestingDepthLimit(DEEPEST);
        options.setCodePointLimit(LONGEST);
        options.setProcessComments(false);
        return new Yaml(options);
    }

    private static int bytes(int codePoint) {
        return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    }
}
