package dev.mosaic.stitcher.engine;

import dev.mosaic.stitcher.checkup.Checkup;
import dev.mosaic.stitcher.checkup.Finding;
import java.util.List;
import org.springframework.stereotype.Component;

/** Which engines can work here, which cannot and why, and which nobody has tried. */
@Component
final class EngineCheckup implements Checkup {
    private static final String CHOOSE =
            "Choose another engine with engine=… in the command or with mosaic.engine.default.";

    private final Engines engines;

    EngineCheckup(Engines engines) {
        this.engines = engines;
    }

    @Override
    public String subject() {
        return "engines";
    }

    @Override
    public List<Finding> look() {
        return engines.names().stream().map(this::look).toList();
    }

    private Finding look(String name) {
        var engine = engines.named(name);
        var known =
                name.equals(engines.byDefault())
                        ? "`%s`, which works where nobody names one,".formatted(name)
                        : "`%s`".formatted(name);
        var problem = engine.unavailable();
        if (problem.isPresent()) {
            var text = "Engine %s cannot work here.".formatted(known);
            return name.equals(engines.byDefault())
                    ? new Finding.Trouble(text, problem.get())
                    : new Finding.Warning(text, problem.get());
        }
        return engine.caution()
                .<Finding>map(caution ->
                        new Finding.Warning(
                                "Engine %s can work here. %s".formatted(known, caution), CHOOSE))
                .orElseGet(() ->
                        new Finding.Fine(
                                "Engine %s can work here. %s"
                                        .formatted(known, engine.description())));
    }
}
