package dev.mosaic.stitcher.command.desk;

import dev.mosaic.stitcher.command.AvailableEngines;
import dev.mosaic.stitcher.command.FixOptions;
import dev.mosaic.stitcher.command.Spawn;
import dev.mosaic.stitcher.job.JobKind;
import dev.mosaic.stitcher.policy.GateProfile;
import dev.mosaic.stitcher.policy.LimitSettings;
import dev.mosaic.stitcher.policy.Limits;
import dev.mosaic.stitcher.policy.Terms;
import dev.mosaic.stitcher.policy.Terms.Choice;
import dev.mosaic.stitcher.policy.YoloSettings;
import dev.mosaic.stitcher.policy.YoloSettings.Mode;
import dev.mosaic.stitcher.run.Tester;
import dev.mosaic.stitcher.sandbox.SandboxSettings;
import dev.mosaic.stitcher.text.AdmissionText;
import dev.mosaic.stitcher.text.SpawnText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Decides whether and on which terms a permitted command becomes a job. Pure: the same question
 * gets the same answer, and nobody is asked.
 */
@Component
final class Admission {
    private final AvailableEngines engines;

    /** Those of this instance; a command only lowers them. */
    private final Limits limits;

    private final Mode yolo;
    private final String sandbox;

    Admission(
            AvailableEngines engines,
            LimitSettings limits,
            YoloSettings yolo,
            SandboxSettings sandbox) {
        this.engines = engines;
        this.yolo = yolo.mode();
        this.limits = limits.limits();
        this.sandbox = sandbox.kind();
    }

    sealed interface Ruling {
        /** It may start. @param notes sentences on what is not as it was asked for */
        record Queue(Terms terms, List<String> notes) implements Ruling {
            public Queue {
                notes = List.copyOf(notes);
            }
        }

        /** It may start later. */
        record Hold(Terms terms, Instant until, String reason) implements Ruling {}

        /** It may not. */
        record Refuse(String reason, String hint) implements Ruling {}
    }

    /** For a person, who gets less time than they asked for if need be, and is told. */
    Ruling fix(FixOptions options) {
        return fix(options, null);
    }

    /**
     * @param spawn null for a person; a program gets what it asked for, or nothing
     */
    Ruling fix(FixOptions options, @Nullable Spawn spawn) {
        return objection(options)
                .or(() -> spawn == null ? Optional.empty() : objection(options, spawn))
                .<Ruling>map(refusal -> refusal)
                .orElseGet(() -> new Ruling.Queue(terms(options, spawn), notes(options)));
    }

    /**
     * Of a change that is there: it is judged once, and gates are never left out.
     *
     * @param spawn as in {@link #fix(FixOptions, Spawn)}
     */
    Ruling inspect(JobKind kind, FixOptions options, @Nullable Spawn spawn) {
        var objection = spawn == null ? Optional.<Ruling.Refuse>empty() : onlyOnce(options, spawn);
        return objection
                .<Ruling>map(refusal -> refusal)
                .orElseGet(() -> new Ruling.Queue(terms(kind, options, spawn), clamped(options)));
    }

    private Optional<Ruling.Refuse> onlyOnce(FixOptions options, Spawn spawn) {
        return spawn.rounds() != null && spawn.rounds() > 1
                ? refuse(SpawnText.ONE_ROUND, SpawnText.NO_RETRIES)
                : objection(options, spawn);
    }

    private Terms terms(JobKind kind, FixOptions options, @Nullable Spawn spawn) {
        var reviews = kind == JobKind.REVIEW;
        return new Terms(
                new Limits(wall(options), limits.turns(), 1, limits.gate(), limits.toolCalls()),
                reviews ? GateProfile.STRICT : GateProfile.STANDARD,
                reviews ? engines.reviewing() : Tester.ENGINE,
                null,
                null,
                options.base(),
                spawn == null ? null : spawn.sandbox(),
                reviews ? EnumSet.of(Choice.PROFILE, Choice.ENGINE) : EnumSet.of(Choice.ENGINE));
    }

    private Optional<Ruling.Refuse> objection(FixOptions options, Spawn spawn) {
        var time = options.time();
        var rounds = spawn.rounds();
        if (time != null && time.compareTo(limits.wall()) > 0) {
            return refuse(SpawnText.tooLong(time, limits.wall()), SpawnText.SHORTER);
        }
        if (rounds != null && rounds > limits.rounds()) {
            return refuse(SpawnText.tooManyRounds(rounds, limits.rounds()), SpawnText.FEWER);
        }
        var wanted = spawn.sandbox();
        return wanted == null || wanted.equals(sandbox)
                ? Optional.empty()
                : refuse(SpawnText.otherSandbox(wanted, sandbox), SpawnText.OTHER_SANDBOX);
    }

    private Optional<Ruling.Refuse> objection(FixOptions options) {
        if (options.yolo() && yolo == Mode.OFF) {
            return refuse(AdmissionText.NO_YOLO, AdmissionText.WITHOUT_YOLO);
        }
        var engine = engine(options);
        if (!engines.names().contains(engine)) {
            return refuse(
                    AdmissionText.unknownEngine(engine), AdmissionText.known(engines.names()));
        }
        if (options.budget() != null && !engines.isPriced(engine)) {
            return refuse(AdmissionText.NOTHING_PRICED, AdmissionText.LIMIT_TIME);
        }
        return engines.unavailable(engine).map(why -> without(engine, why));
    }

    /** The refusal because an engine, or what it needs, is not there. @param why a sentence */
    Ruling.Refuse without(String engine, String why) {
        return new Ruling.Refuse(why, AdmissionText.otherEngine(engines.names(), engine));
    }

    /** Whether a change of a job on these terms goes to a reviewer. */
    boolean isReviewed(Terms terms) {
        return terms.profile() == GateProfile.STRICT
                && yolo != Mode.ALWAYS
                && !terms.chosen().contains(Choice.YOLO);
    }

    private Terms terms(FixOptions options, @Nullable Spawn spawn) {
        var chosen = EnumSet.noneOf(Choice.class);
        if (options.profile() != null) {
            chosen.add(Choice.PROFILE);
        }
        if (options.engine() != null) {
            chosen.add(Choice.ENGINE);
        }
        if (options.yolo()) {
            chosen.add(Choice.YOLO);
        }
        return new Terms(
                new Limits(
                        wall(options),
                        limits.turns(),
                        spawn == null || spawn.rounds() == null ? limits.rounds() : spawn.rounds(),
                        limits.gate(),
                        limits.toolCalls()),
                options.profile() == null ? GateProfile.STANDARD : options.profile(),
                engine(options),
                options.model(),
                options.budget() == null ? null : options.budget().usd(),
                options.base(),
                spawn == null ? null : spawn.sandbox(),
                chosen);
    }

    private List<String> notes(FixOptions options) {
        var notes = new ArrayList<String>();
        if (options.yolo() || yolo == Mode.ALWAYS) {
            notes.add(AdmissionText.GATES_DISABLED);
        }
        notes.addAll(clamped(options));
        return notes;
    }

    private List<String> clamped(FixOptions options) {
        var time = options.time();
        return time != null && time.compareTo(limits.wall()) > 0
                ? List.of(AdmissionText.clamped(time, limits.wall()))
                : List.of();
    }

    private Duration wall(FixOptions options) {
        var wanted = options.time();
        return wanted == null || wanted.compareTo(limits.wall()) > 0 ? limits.wall() : wanted;
    }

    private String engine(FixOptions options) {
        return options.engine() == null ? engines.byDefault() : options.engine();
    }

    private static Optional<Ruling.Refuse> refuse(String reason, String hint) {
        return Optional.of(new Ruling.Refuse(reason, hint));
    }
}
