package dev.mosaic.stitcher.api.agent;

import static org.springframework.http.HttpStatus.BAD_REQUEST;

import dev.mosaic.stitcher.api.problem.Refusal;
import dev.mosaic.stitcher.api.problem.VisibleText;
import dev.mosaic.stitcher.command.Command;
import dev.mosaic.stitcher.command.FixOptions;
import dev.mosaic.stitcher.command.Spawn;
import dev.mosaic.stitcher.command.Target;
import dev.mosaic.stitcher.forge.RepoName;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/**
 * The body of {@code POST /api/agents/spawn}. Every method throws a {@link Refusal} that names the
 * first field that is wrong.
 *
 * @param taskId what the caller calls it: the same again is the same agent; needed
 * @param agentType {@code worker}, {@code reviewer} or {@code tester}; needed
 * @param context what to work on; needed
 */
record NewAgent(
        @Nullable String taskId,
        @Nullable String agentType,
        @Nullable AgentContext context,
        @Nullable AgentOptions options) {
    private static final Pattern TASK = Pattern.compile("[!-~]{1,200}");
    private static final Pattern ITEM = Pattern.compile("(?:([^#\\s]{1,200})#|#)?([1-9]\\d{0,8})");
    private static final Pattern SKILL =
            Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} .+#/_-]{0,59}");
    private static final Pattern TIME = Pattern.compile("\\d{1,6}[smhd]");
    private static final Pattern SANDBOX = Pattern.compile("[a-z][a-z0-9-]{0,31}");
    private static final int MOST_SKILLS = 20;
    private static final String SKILLS =
            "Skills that this needs, as whoever asked for it says: %s.";

    /**
     * What an agent is to work on.
     *
     * @param repository {@code owner/name}; needed
     * @param branch to start from, null for what the repository works from; of a reviewer and a
     *     tester the one to judge, null where a pull request names it
     * @param workItems the issue, such as {@code #12} or {@code owner/name#12}, exactly one; of a
     *     reviewer and a tester the pull request, null where a branch is named
     * @param skills words that the agent is told; a tester listens to nobody
     */
    record AgentContext(
            @Nullable String repository,
            @Nullable String branch,
            @Nullable List<String> workItems,
            @Nullable List<String> skills) {}

    /**
     * What must be kept, or else is refused.
     *
     * @param sandbox the kind that agents run in here
     * @param timeout the time of all runs of the job's agents together, such as {@code 20m}
     * @param maxRetries how many rounds of this one job may follow its first while a change is not
     *     accepted, from 0; no retries of the job, which are attempts and asked for by {@code
     *     retry}
     */
    record AgentOptions(
            @Nullable String sandbox, @Nullable String timeout, @Nullable Integer maxRetries) {
        static final AgentOptions NONE = new AgentOptions(null, null, null);
    }

    /** What {@code agentType} says. */
    enum Type {
        /** Settles an issue. */
        WORKER,
        /** Reads a change that is there, and judges it. */
        REVIEWER,
        /** Runs the gates on a change that is there. */
        TESTER
    }

    Type type() {
        try {
            return Type.valueOf(String.valueOf(agentType).toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException _) {
            throw wrong(
                    agentType == null
                            ? "The field `agentType` is missing."
                            : "The field `agentType` cannot be %s."
                                    .formatted(VisibleText.quoted(agentType)),
                    "Send `worker`, which settles an issue, or `reviewer` or `tester`, which judge a change that is there.");
        }
    }

    Spawn spawn() {
        var kind = options().sandbox();
        var more = options().maxRetries();
        if (kind != null && !SANDBOX.matcher(kind).matches()) {
            throw wrong(
                    "The field `options.sandbox` cannot be %s.".formatted(VisibleText.quoted(kind)),
                    "Send the name of a sandbox as `mosaic.sandbox.kind` has it, such as `docker`.");
        }
        if (more != null && (more < 0 || more == Integer.MAX_VALUE)) {
            throw wrong(
                    "The field `options.maxRetries` cannot be %d.".formatted(more),
                    "Send how many rounds of the job may follow its first, from 0.");
        }
        return new Spawn(task(), kind, more == null ? null : more + 1);
    }

    /** The repository. */
    RepoName place() {
        var name = context().repository();
        try {
            return RepoName.parse(String.valueOf(name));
        } catch (IllegalArgumentException _) {
            throw wrong(
                    name == null
                            ? "The field `context.repository` is missing."
                            : "The field `context.repository` cannot be %s."
                                    .formatted(VisibleText.quoted(name)),
                    "Send the repository as its forge calls it: `owner/name`.");
        }
    }

    /** What is asked of the desk. */
    Command command(Type type) {
        return switch (type) {
            case WORKER -> fix();
            case REVIEWER -> review();
            case TESTER -> check();
        };
    }

    private Command fix() {
        var place = place();
        var issue = new Target.IssueOf(place, number(place, "issue"));
        return new Command.Fix(issue, fixOptions(), instructions());
    }

    private Command review() {
        var change = change();
        var time = timeout();
        var instructions = instructions();
        return checked(() -> new Command.Review(change, null, time, instructions));
    }

    private Command check() {
        if (options().timeout() != null) {
            throw wrong(
                    "The field `options.timeout` holds for no `tester`: no agent works for it.",
                    "Leave it out. `mosaic.limits.gate` and `gates` in .mosaic.yml limit each gate.");
        }
        if (context().skills() != null && !context().skills().isEmpty()) {
            throw wrong(
                    "The field `context.skills` holds for no `tester`: gates listen to nobody.",
                    "Leave it out, or spawn a `reviewer`.");
        }
        return new Command.Check(change(), null);
    }

    /** What is to be judged. */
    private Target change() {
        var place = place();
        var branch = context().branch();
        var items = context().workItems();
        var none = items == null || items.isEmpty();
        if ((branch == null) == none) {
            throw wrong(
                    branch == null
                            ? "It is not said what to judge: `context.branch` and `context.workItems` are both missing."
                            : "It is not clear what to judge: `context.branch` and `context.workItems` are both there.",
                    "Send either a branch, such as {\"branch\": \"feature/login\"}, or a pull request, such as {\"workItems\": [\"#45\"]}.");
        }
        return branch == null
                ? new Target.IssueOf(place, number(place, "pull request"))
                : checked(() -> new Target.Branch(branch));
    }

    /** A missing object is one without fields. */
    @Override
    public AgentOptions options() {
        return options == null ? AgentOptions.NONE : options;
    }

    @Override
    public AgentContext context() {
        if (context == null) {
            throw wrong(
                    "The field `context` is missing.",
                    "Send at least {\"context\": {\"repository\": \"owner/name\", \"workItems\": [\"#12\"]}}.");
        }
        return context;
    }

    private String task() {
        if (taskId == null || !TASK.matcher(taskId).matches()) {
            throw wrong(
                    "The field `taskId` must be 1 to 200 visible ASCII characters.",
                    "Use an id of your own for each task; the same one again gets the same agent.");
        }
        return taskId;
    }

    private long number(RepoName place, String what) {
        var items = context().workItems();
        if (items == null || items.size() != 1) {
            throw wrong(
                    "The field `context.workItems` must name one %s, not %d."
                            .formatted(what, items == null ? 0 : items.size()),
                    "An agent works on one of them. Spawn one for each, each with a `taskId` of its own.");
        }
        var item = String.valueOf(items.getFirst());
        var read = ITEM.matcher(item);
        if (!read.matches() || !isOf(place, read)) {
            throw wrong(
                    "The field `context.workItems` cannot hold %s."
                            .formatted(VisibleText.quoted(item)),
                    "Send one of `context.repository`, such as \"#12\".");
        }
        return Long.parseLong(read.group(2));
    }

    private static boolean isOf(RepoName place, Matcher item) {
        return item.group(1) == null || item.group(1).equalsIgnoreCase(place.toString());
    }

    private FixOptions fixOptions() {
        var time = timeout();
        var branch = context().branch();
        return checked(() -> new FixOptions(null, time, null, null, null, null, branch, false));
    }

    private static <T> T checked(Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw wrong(
                    "One field is wrong: "
                            + VisibleText.inert(String.valueOf(e.getMessage()))
                            + ".",
                    "`context.branch` is the name of a branch, `options.timeout` one second to seven days.");
        }
    }

    private @Nullable Duration timeout() {
        var text = options().timeout();
        if (text != null && !TIME.matcher(text).matches()) {
            throw wrong(
                    "The field `options.timeout` cannot be %s.".formatted(VisibleText.quoted(text)),
                    "Send a time with its unit, such as `90s`, `20m` or `2h`.");
        }
        return text == null ? null : DurationStyle.SIMPLE.parse(text);
    }

    private String instructions() {
        var skills = context().skills();
        if (skills == null || skills.isEmpty()) {
            return "";
        }
        for (var skill : skills) {
            if (skill == null || !SKILL.matcher(skill).matches()) {
                throw wrong(
                        "The field `context.skills` cannot hold %s."
                                .formatted(VisibleText.quoted(String.valueOf(skill))),
                        "A skill is up to 60 letters, digits, blanks or `.+#/_-`.");
            }
        }
        if (skills.size() > MOST_SKILLS) {
            throw wrong(
                    "The field `context.skills` holds more than %d.".formatted(MOST_SKILLS),
                    "Name those that matter most.");
        }
        return SKILLS.formatted(String.join(", ", skills));
    }

    private static Refusal wrong(String detail, String hint) {
        return new Refusal(BAD_REQUEST, detail, hint);
    }
}
