package dev.mosaic.stitcher.command.desk;

import dev.mosaic.stitcher.access.Actor;
import dev.mosaic.stitcher.command.Command;
import dev.mosaic.stitcher.command.Command.Verb;
import dev.mosaic.stitcher.command.CommandSettings;
import dev.mosaic.stitcher.command.Desk.Asked;
import dev.mosaic.stitcher.command.Desk.Deed;
import dev.mosaic.stitcher.command.Desk.Errand;
import dev.mosaic.stitcher.command.Desk.Signal;
import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.forge.Repo;
import dev.mosaic.stitcher.forge.RepoName;
import dev.mosaic.stitcher.forge.RepoRef;
import dev.mosaic.stitcher.queue.Pauses;
import dev.mosaic.stitcher.queue.Pauses.Pause;
import dev.mosaic.stitcher.queue.view.Backlog;
import dev.mosaic.stitcher.queue.view.Backlog.Place;
import dev.mosaic.stitcher.text.QueueText;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Answers about the queue, and takes orders to pause it. */
@Component
final class QueueOrders {
    private static final int LOOKED_AT = 200;
    private static final int SHOWN = 20;

    private final Lookup lookup;
    private final Backlog backlog;
    private final Pauses pauses;
    private final String mention;

    QueueOrders(Lookup lookup, Backlog backlog, Pauses pauses, CommandSettings settings) {
        this.lookup = lookup;
        this.backlog = backlog;
        this.pauses = pauses;
        this.mention = settings.mention();
    }

    /** The queue as far as the asker may read the repositories in it. */
    Mono<Errand> queue(Asked asked) {
        var actor = asked.incoming().actor();
        return Mono.zip(backlog.figures(), backlog.waiting(LOOKED_AT).collectList(), paused(actor))
                .flatMap(seen ->
                        names(seen.getT2(), actor)
                                .map(names ->
                                        answer(
                                                queue(
                                                        seen.getT1(),
                                                        seen.getT2(),
                                                        seen.getT3(),
                                                        names))));
    }

    Mono<Errand> pause(Command.Pause pause, Asked asked) {
        return admin(
                asked,
                Verb.PAUSE,
                pause.repo(),
                repo -> {
                    var name = pause.repo() == null ? null : pause.repo().toString();
                    var by = asked.incoming().actor().name();
                    return pauses.pause(key(repo), by, pause.reason())
                            .thenReturn(say(QueueText.paused(name, mention)));
                });
    }

    Mono<Errand> resume(Command.Resume resume, Asked asked) {
        return admin(
                asked,
                Verb.RESUME,
                resume.repo(),
                repo -> {
                    var name = resume.repo() == null ? null : resume.repo().toString();
                    return pauses.resume(key(repo))
                            .map(was ->
                                    was
                                            ? new Deed(
                                                    new Reply.Answer(QueueText.resumed(name)),
                                                    new Signal.Wake())
                                            : say(QueueText.notPaused(name, mention)));
                });
    }

    private Mono<Errand> admin(
            Asked asked,
            Verb verb,
            @Nullable RepoName name,
            Function<@Nullable RepoRef, Mono<Deed>> work) {
        return lookup.permitted(
                asked,
                verb,
                null,
                () ->
                        name == null
                                ? Mono.just(new Errand(Mono.defer(() -> work.apply(null))))
                                : lookup.repo(name, asked.incoming().actor())
                                        .flatMap(found -> found.then(repo -> later(repo, work))));
    }

    private static Mono<Errand> later(Repo repo, Function<@Nullable RepoRef, Mono<Deed>> work) {
        return Mono.just(new Errand(Mono.defer(() -> work.apply(repo.ref()))));
    }

    /** What the asker may know to be paused: everything, and what he may read. */
    private Mono<List<String>> paused(Actor actor) {
        return pauses.all()
                .filterWhen(pause ->
                        pause.repo() == null
                                ? Mono.just(true)
                                : lookup.mayRead(actor, RepoRef.parse(pause.repo())))
                .concatMap(this::told)
                .collectList();
    }

    private Mono<String> told(Pause pause) {
        return pause.repo() == null
                ? Mono.just(QueueText.pause(null, pause.by(), pause.reason()))
                : lookup.nameOf(RepoRef.parse(pause.repo()))
                        .map(name -> QueueText.pause(name, pause.by(), pause.reason()));
    }

    /** The repositories in the queue that may be read, each by its key. */
    private Mono<Map<String, String>> names(List<Place> waiting, Actor actor) {
        return Flux.fromStream(waiting.stream().map(Place::repo).distinct())
                .filterWhen(repo -> lookup.mayRead(actor, RepoRef.parse(repo)))
                .collectMap(repo -> repo, repo -> name(waiting, repo));
    }

    private static String name(List<Place> waiting, String repo) {
        return waiting.stream()
                .filter(place -> place.repo().equals(repo))
                .map(Place::name)
                .findFirst()
                .orElse(repo);
    }

    private static String queue(
            Backlog.Figures figures,
            List<Place> waiting,
            List<String> paused,
            Map<String, String> names) {
        var lines =
                waiting.stream()
                        .filter(place -> names.containsKey(place.repo()))
                        .limit(SHOWN)
                        .map(place ->
                                new QueueText.Line(
                                        place.position(),
                                        place.job().abbreviated(),
                                        place.name(),
                                        place.issue(),
                                        why(place.why())))
                        .toList();
        var hidden = Math.max(0, figures.pending() - lines.size());
        return QueueText.queue(lines, hidden, paused, figures.active(), figures.oldest());
    }

    private static String why(Backlog.Why why) {
        return switch (why) {
            case PAUSED -> QueueText.PAUSED;
            case REPOSITORY_PAUSED -> QueueText.REPOSITORY_PAUSED;
            case NO_NODE -> QueueText.NO_NODE;
            case PERSON_BUSY -> QueueText.PERSON_BUSY;
            case REPOSITORY_BUSY -> QueueText.REPOSITORY_BUSY;
            case SLOT -> QueueText.SLOT;
        };
    }

    private static @Nullable String key(@Nullable RepoRef repo) {
        return repo == null ? null : repo.key();
    }

    private static Deed say(String text) {
        return new Deed(new Reply.Answer(text), null);
    }

    private static Errand answer(String text) {
        return Errand.say(new Reply.Answer(text));
    }
}
