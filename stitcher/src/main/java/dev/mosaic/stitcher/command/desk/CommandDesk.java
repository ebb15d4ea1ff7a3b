package dev.mosaic.stitcher.command.desk;

import dev.mosaic.stitcher.command.Command;
import dev.mosaic.stitcher.command.Command.Verb;
import dev.mosaic.stitcher.command.CommandCatalog;
import dev.mosaic.stitcher.command.CommandSettings;
import dev.mosaic.stitcher.command.Desk;
import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.command.Reply.Cause;
import dev.mosaic.stitcher.text.HelpText;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The one counter: every command of every door comes past here. */
@Component
final class CommandDesk implements Desk {
    private final FixOrders fixes;
    private final JobOrders orders;
    private final Answers answers;
    private final Questions questions;
    private final QueueOrders queue;
    private final KillOrders kills;
    private final CommandSettings settings;

    CommandDesk(
            FixOrders fixes,
            JobOrders orders,
            Answers answers,
            Questions questions,
            QueueOrders queue,
            KillOrders kills,
            CommandSettings settings) {
        this.fixes = fixes;
        this.orders = orders;
        this.answers = answers;
        this.questions = questions;
        this.queue = queue;
        this.kills = kills;
        this.settings = settings;
    }

    @Override
    public Mono<Errand> prepare(Command command, Asked asked) {
        return switch (command) {
            case Command.Fix fix -> fixes.fix(fix, asked);
            case Command.Review review -> fixes.review(review, asked);
            case Command.Check check -> fixes.check(check, asked);
            case Command.Cancel cancel -> orders.cancel(cancel, asked);
            case Command.Retry retry -> orders.retry(retry, asked);
            case Command.Prioritize change -> orders.prioritize(change, asked);
            case Command.Say say -> orders.say(say, asked);
            case Command.Approve approve -> answers.approve(approve, asked);
            case Command.Reject reject -> answers.reject(reject, asked);
            case Command.Status status -> questions.status(status, asked);
            case Command.Jobs() -> questions.jobs(asked);
            case Command.Queue() -> queue.queue(asked);
            case Command.Pause pause -> queue.pause(pause, asked);
            case Command.Resume resume -> queue.resume(resume, asked);
            case Command.Kill kill -> kills.kill(kill, asked);
            case Command.KillAll killAll -> kills.killAll(killAll, asked);
            case Command.Logs logs -> questions.logs(logs, asked);
            case Command.Whoami() -> questions.whoami(asked);
            case Command.Help(var about) -> Mono.just(Errand.say(help(about)));
            case Command.Plan _, Command.Ask _, Command.Use _, Command.Link _, Command.Budget _ ->
                    Mono.just(Errand.say(notBuilt(command.verb())));
        };
    }

    private Reply help(@Nullable Verb about) {
        if (about == null) {
            return new Reply.Answer(HelpText.help(CommandCatalog.help(), settings.mention()));
        }
        var entry = CommandCatalog.of(about);
        return entry.built()
                ? new Reply.Answer(HelpText.about(CommandCatalog.shown(entry), settings.mention()))
                : notBuilt(about);
    }

    private static Reply notBuilt(Verb verb) {
        return new Reply.Refused(
                Cause.NOT_BUILT, HelpText.notBuilt(verb.word(), CommandCatalog.help()));
    }
}
