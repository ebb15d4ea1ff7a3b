package dev.mosaic.bench;

import java.nio.file.Files;
import java.util.List;

/** The program of the profile {@code bench}. */
public final class Bench {
    private Bench() {}

    /** Runs the chosen figures and prints what they gave; ends with 1 if a result was wrong. */
    public static void main(String[] words) throws Exception {
        var options = Options.fromProperties();
        var report = new Report();
        var wrong = false;
        try (var world = World.start(options)) {
            report.note(Machine.describe(options));
            for (var figure : figures(options)) {
                wrong |= !measured(figure, world, report);
            }
        }
        report.write(options.folder().resolve("report.md"));
        System.out.println("\n" + report.markdown());
        System.exit(wrong ? 1 : 0);
    }

    private static List<Figure> figures(Options options) throws Exception {
        var node = new NodePeers(options);
        List<Figure> all =
                List.of(
                        new StartFigure(node),
                        new ClaimFigure(),
                        new EnqueueFigure(node),
                        new DrainFigure(node),
                        new FairnessFigure(node),
                        new ChurnFigure(),
                        new StreamFigure(),
                        new ScanFigure(),
                        new ModelFigure(),
                        new TakeoverFigure(),
                        new AgentsFigure(),
                        new IdleFigure());
        for (var name : options.figures()) {
            if (!name.equals("all") && all.stream().noneMatch(each -> each.name().equals(name))) {
                throw new IllegalArgumentException(
                        "There is no figure %s; there are %s."
                                .formatted(name, all.stream().map(Figure::name).toList()));
            }
        }
        for (var figure : all) {
            Files.deleteIfExists(options.folder().resolve(figure.name() + ".jsonl"));
        }
        return all.stream().filter(figure -> options.wants(figure.name())).toList();
    }

    /** What goes wrong is told, and the other figures are measured all the same. */
    private static boolean measured(Figure figure, World world, Report report) {
        try {
            figure.measure(world, report);
            return true;
        } catch (WrongResult e) {
            world.say("WRONG: " + e.getMessage());
            report.note("WRONG, " + figure.name() + ": " + e.getMessage());
            return false;
        } catch (Exception e) {
            e.printStackTrace();
            report.note("FAILED, " + figure.name() + ": " + e);
            return false;
        }
    }
}
