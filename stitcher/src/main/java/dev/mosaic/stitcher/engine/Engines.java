package dev.mosaic.stitcher.engine;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.model.Model;
import dev.mosaic.stitcher.model.Models;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** The engines of this instance by their names. */
@Component
public final class Engines {
    private static final String PREFERRED = "claude";
    private static final String OTHERWISE = "scripted";

    private final Map<String, Engine> byName = new TreeMap<>();
    private final EngineSettings settings;
    private final Supplier<List<Model>> models;

    @Autowired
    Engines(
            List<Engine> engines,
            List<EngineSource> sources,
            EngineSettings settings,
            Models models) {
        this(all(engines, sources), settings, models::ready);
    }

    /** Where there is no model. */
    public Engines(List<Engine> engines, EngineSettings settings) {
        this(engines, settings, List::of);
    }

    Engines(List<Engine> engines, EngineSettings settings, Supplier<List<Model>> models) {
        this.settings = settings;
        this.models = models;
        for (var engine : engines) {
            if (byName.put(engine.name(), engine) != null) {
                throw new IllegalStateException("two engines are called " + engine.name());
            }
        }
    }

    private static List<Engine> all(List<Engine> engines, List<EngineSource> sources) {
        return Stream.concat(
                        engines.stream(), sources.stream().flatMap(it -> it.engines().stream()))
                .toList();
    }

    /** {@link Failure.Never} if there is none of that name. */
    public Engine named(String name) {
        var engine = byName.get(name);
        if (engine == null) {
            throw new Failure.Never(unknown(name), null);
        }
        return engine;
    }

    /** In alphabetical order. */
    public Set<String> names() {
        return Collections.unmodifiableSet(byName.keySet());
    }

    /** Why an engine cannot run here now, with the cure; empty if it can. */
    public Optional<String> unavailable(String name) {
        var engine = byName.get(name);
        return engine == null ? Optional.of(unknown(name)) : engine.unavailable();
    }

    /**
     * The engine where nobody chose one: that of the settings, else the one that works best with
     * the models that there are.
     */
    public String byDefault() {
        var chosen = settings.byDefault();
        if (chosen != null && !chosen.isBlank()) {
            return chosen.strip();
        }
        var preferred = byName.get(PREFERRED);
        return preferred != null && models.get().stream().anyMatch(preferred.modelNeed()::fits)
                ? PREFERRED
                : OTHERWISE;
    }

    private String unknown(String name) {
        return "There is no engine `%s` here. Choose one of: %s (engine=… in the command, or mosaic.engine.default)."
                .formatted(name, String.join(", ", byName.keySet()));
    }
}
