package dev.mosaic.stitcher.inspector.report;

import dev.mosaic.stitcher.inspector.report.TestRun.Collector;
import dev.mosaic.stitcher.inspector.report.TestRun.Collector.Result;
import java.io.InputStream;
import java.time.Duration;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads reports in JUnit's XML, as Surefire, Gradle and pytest write them. A file with a document
 * type is refused, so there are no entities to expand and nothing to fetch; depth and time are
 * bounded, and the file's size by the caller.
 */
final class JUnitXml {
    private static final int DEEPEST = 64;
    private static final Duration LONGEST = Duration.ofSeconds(10);

    /** The JDK's own parser, whatever else is on the class path. */
    private static final XMLInputFactory XML = factory();

    private JUnitXml() {}

    /** Adds what the file tells. False if it is no report that can be read; what came before stays. */
    static boolean read(InputStream file, Collector tests) {
        try {
            var reader = XML.createXMLStreamReader(file);
            try {
                return read(reader, tests);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException | RuntimeException _) {
            // the JDK's parser also throws unchecked on some malformed input
            return false;
        }
    }

    private static boolean read(XMLStreamReader reader, Collector tests)
            throws XMLStreamException {
        var deadline = System.nanoTime() + LONGEST.toNanos();
        var depth = 0;
        Case open = null;
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE -> {
                    return false;
                }
                case XMLStreamConstants.START_ELEMENT -> {
                    if (++depth > DEEPEST || System.nanoTime() > deadline) {
                        return false;
                    }
                    open = opened(reader, open);
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    depth--;
                    if (open != null && reader.getLocalName().equals("testcase")) {
                        tests.add(open.name(), open.result());
                        open = null;
                    }
                }
                default -> {}
            }
        }
        return true;
    }

    /** A test whose element is not closed yet. */
    private record Case(String name, Result result) {}

    private static @Nullable Case opened(XMLStreamReader reader, @Nullable Case open) {
        return switch (reader.getLocalName()) {
            case "testcase" -> new Case(name(reader), Result.PASSED);
            case "failure", "error" -> open == null ? null : new Case(open.name(), Result.FAILED);
            case "skipped" -> open == null ? null : new Case(open.name(), Result.SKIPPED);
            default -> open;
        };
    }

    private static String name(XMLStreamReader reader) {
        var type = reader.getAttributeValue(null, "classname");
        var name = reader.getAttributeValue(null, "name");
        return (type == null ? "" : type + ".") + (name == null ? "" : name);
    }

    private static XMLInputFactory factory() {
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setXMLResolver(
                (_, _, _, _) -> {
                    throw new XMLStreamException("nothing is fetched");
                });
        return factory;
    }
}
