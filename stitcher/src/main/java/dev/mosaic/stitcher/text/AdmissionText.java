package dev.mosaic.stitcher.text;

import java.time.Duration;
import java.util.Collection;
import java.util.stream.Collectors;

/** Why a command is not admitted, or not quite as it was asked for. */
public final class AdmissionText {
    public static final String NO_YOLO =
            "`yolo` is switched off on this instance (`mosaic.yolo=off`): no change goes out unchecked.";
    public static final String WITHOUT_YOLO =
            "Leave it out; `profile=minimal` runs the tests only.";
    public static final String GATES_DISABLED =
            "**Quality gates disabled**: no test will run. Pipelines, policy and secrets are checked all the same.";
    public static final String YOLO_NEEDS_ADMIN =
            "Only who administers the repository may do without its gates. Leave `yolo` out, or ask an administrator.";
    public static final String YOLO_RETRY =
            "This job was asked for without quality gates, so only who administers the repository may start it over. Ask for a new one with `fix`.";
    public static final String STANDARD = "Ask with `profile=standard`: tests and lint.";
    public static final String NOTHING_PRICED =
            "A budget in money cannot be kept: this engine asks no model of this instance, so nobody counts what it costs.";
    public static final String LIMIT_TIME =
            "Limit the time instead, for example with `time=20m`, or choose another engine.";

    private AdmissionText() {}

    public static String unknownEngine(String engine) {
        return "There is no engine `%s` here.".formatted(HelpText.echo(engine));
    }

    public static String known(Collection<String> engines) {
        return engines.isEmpty()
                ? "None is configured; whoever runs Mosaic can do so under `mosaic.engine`."
                : "Ask with " + listed(engines) + ".";
    }

    public static String otherEngine(Collection<String> engines, String engine) {
        var others = engines.stream().filter(name -> !name.equals(engine)).toList();
        return others.isEmpty()
                ? "Ask again when that is mended."
                : "Ask again when that is mended, or with " + listed(others) + ".";
    }

    public static String clamped(Duration wanted, Duration limit) {
        return "You asked for %s; this instance allows %s (`mosaic.limits.wall`)."
                .formatted(Spell.duration(wanted), Spell.duration(limit));
    }

    private static String listed(Collection<String> engines) {
        return engines.stream()
                .sorted()
                .map(name -> "`engine=" + name + "`")
                .collect(Collectors.joining(", "));
    }
}
