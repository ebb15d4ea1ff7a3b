package dev.mosaic.bot.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was measured, for people and for programs. A goal that is not met is a line; only a wrong
 * result, such as a survivor, makes the whole thing wrong.
 */
public final class Result {
    private final String figure;
    private final String machine;
    private final List<Line> lines = new ArrayList<>();
    private boolean right = true;

    /**
     * @param engine the engine and the image, in one line
     */
    Result(String figure, String engine) {
        this.figure = figure;
        this.machine = machine(engine);
    }

    /**
     * One line of the table.
     *
     * @param goal empty where there is none
     * @param met null where there is no goal
     */
    private record Line(
            String what,
            String goal,
            String value,
            @Nullable Boolean met,
            String remark,
            Map<String, Object> numbers) {
        String verdict() {
            return met == null ? "" : met ? "met" : "**not met**";
        }

        Map<String, Object> members() {
            var members = new LinkedHashMap<String, Object>();
            members.put("what", what);
            members.put("value", value);
            if (met != null) {
                members.put("goal", goal);
                members.put("met", met);
            }
            members.putAll(numbers);
            return members;
        }
    }

    /** A value to compare with. */
    void value(String what, Latencies measured) {
        lines.add(new Line(what, "", measured.toString(), null, "", measured.numbers()));
    }

    /** A value that has a goal. */
    void goal(
            String what,
            String goal,
            String value,
            boolean met,
            String remark,
            Map<String, Object> numbers) {
        lines.add(new Line(what, goal, value, met, remark, numbers));
    }

    /** The measured thing did what it never may. */
    void isWrong() {
        right = false;
    }

    /** False if something was wrong, whatever the times are. */
    public boolean isRight() {
        return right;
    }

    /** A table in Markdown, and what it was measured on. */
    public String text() {
        var text = new StringBuilder(machine).append(", now ").append(load()).append("\n\n");
        text.append(
                "| figure | what | goal | value | verdict | remark |\n|---|---|---|---|---|---|\n");
        for (var line : lines) {
            text.append(
                    "| %s | %s | %s | %s | %s | %s |\n"
                            .formatted(
                                    figure,
                                    line.what(),
                                    line.goal(),
                                    line.value(),
                                    line.verdict(),
                                    line.remark()));
        }
        return text.toString().stripTrailing();
    }

    /** The same for programs. */
    public Map<String, Object> members() {
        var members = new LinkedHashMap<String, Object>();
        members.put("figure", figure);
        members.put("machine", machine);
        members.put("right", right);
        members.put("lines", lines.stream().map(Line::members).toList());
        return members;
    }

    private static String machine(String engine) {
        return "%d processors (%s), Linux %s, Java %s, %s, %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        processor(),
                        System.getProperty("os.version", ""),
                        Runtime.version().feature(),
                        engine,
                        load());
    }

    private static String load() {
        return String.format(
                Locale.ROOT,
                "load %.1f",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static String processor() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch", "unknown"));
        } catch (IOException e) {
            return System.getProperty("os.arch", "unknown");
        }
    }
}
