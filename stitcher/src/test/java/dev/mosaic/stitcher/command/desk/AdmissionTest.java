package dev.mosaic.stitcher.command.desk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.command.FixOptions;
import dev.mosaic.stitcher.command.FixOptions.Money;
import dev.mosaic.stitcher.command.Spawn;
import dev.mosaic.stitcher.command.desk.Admission.Ruling;
import dev.mosaic.stitcher.policy.GateProfile;
import dev.mosaic.stitcher.policy.Limits;
import dev.mosaic.stitcher.policy.Terms;
import dev.mosaic.stitcher.policy.Terms.Choice;
import dev.mosaic.stitcher.policy.YoloSettings;
import dev.mosaic.stitcher.sandbox.SandboxSettings;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private final Admission admission = admission("off");

    @Test
    void plainCommandGetsTheInstancesTerms() {
        assertThat(admission.fix(FixOptions.NONE))
                .isEqualTo(
                        new Ruling.Queue(
                                new Terms(
                                        Limits.DEFAULT,
                                        GateProfile.STANDARD,
                                        "scripted",
                                        null,
                                        null,
                                        null,
                                        null,
                                        Set.of()),
                                List.of()));
    }

    @Test
    void whatTheCommandChoseIsRemembered() {
        var options =
                new FixOptions(
                        null,
                        Duration.ofMinutes(5),
                        GateProfile.MINIMAL,
                        "scripted",
                        "m1",
                        null,
                        "dev",
                        false);
        assertThat(admission.fix(options))
                .isEqualTo(
                        new Ruling.Queue(
                                new Terms(
                                        new Limits(
                                                Duration.ofMinutes(5),
                                                60,
                                                3,
                                                Duration.ofMinutes(10),
                                                1_000),
                                        GateProfile.MINIMAL,
                                        "scripted",
                                        "m1",
                                        null,
                                        "dev",
                                        null,
                                        Set.of(Choice.PROFILE, Choice.ENGINE)),
                                List.of()));
    }

    @Test
    void timeBeyondTheInstancesIsCutAndSaid() {
        var ruling = (Ruling.Queue) admission.fix(time(Duration.ofHours(3)));
        assertThat(ruling.terms().limits().wall()).isEqualTo(Duration.ofMinutes(60));
        assertThat(ruling.notes()).singleElement().asString().contains("mosaic.limits.wall");
        assertThat(((Ruling.Queue) admission.fix(time(Duration.ofHours(1)))).notes()).isEmpty();
    }

    @Test
    void aProgramGetsWhatItAskedForOrNothing() {
        var most = new Spawn("t", "docker", 3);
        var queue = (Ruling.Queue) admission.fix(time(Duration.ofHours(1)), most);
        assertThat(queue.terms().limits().rounds()).isEqualTo(3);
        assertThat(queue.terms().sandbox()).isEqualTo("docker");
        assertThat(queue.notes()).isEmpty();
        var once = (Ruling.Queue) admission.fix(FixOptions.NONE, new Spawn("t", null, 1));
        assertThat(once.terms().limits().rounds()).isEqualTo(1);
        assertThat(once.terms().sandbox()).isNull();

        assertThat(admission.fix(time(Duration.ofMinutes(61)), most))
                .isInstanceOfSatisfying(
                        Ruling.Refuse.class,
                        refusal -> assertThat(refusal.hint()).contains("mosaic.limits.wall"));
        assertThat(admission.fix(FixOptions.NONE, new Spawn("t", null, 4)))
                .isInstanceOfSatisfying(
                        Ruling.Refuse.class,
                        refusal -> {
                            assertThat(refusal.reason())
                                    .contains(
                                            "`options.maxRetries` 3 a",
                                            "4 rounds",
                                            "allows 3",
                                            "`options.maxRetries` 2.");
                            assertThat(refusal.hint()).contains("mosaic.limits.rounds");
                        });
        assertThat(admission.fix(FixOptions.NONE, new Spawn("t", "process", null)))
                .isInstanceOfSatisfying(
                        Ruling.Refuse.class,
                        refusal -> assertThat(refusal.hint()).contains("mosaic.sandbox.kind"));
    }

    @Test
    void aStrictJobIsReviewedUnlessItGoesWithoutGates() {
        var strict = new FixOptions(null, null, GateProfile.STRICT, null, null, null, null, false);
        var yolo = new FixOptions(null, null, GateProfile.STRICT, null, null, null, null, true);

        assertThat(admission.isReviewed(terms(admission, strict))).isTrue();
        assertThat(admission.isReviewed(terms(admission, FixOptions.NONE))).isFalse();
        var allowed = admission("allowed");
        assertThat(allowed.isReviewed(terms(allowed, yolo))).isFalse();
        var always = admission("true");
        assertThat(always.isReviewed(terms(always, strict))).isFalse();
    }

    private static Terms terms(Admission admission, FixOptions options) {
        return ((Ruling.Queue) admission.fix(options)).terms();
    }

    @Test
    void moneyIsRefusedWithoutPrices() {
        var budget = new FixOptions(new Money(500), null, null, null, null, null, null, false);
        assertThat(refusal(budget).hint()).contains("time=20m");
    }

    @Test
    void moneyIsRememberedForAnEngineThatMosaicPaysFor() {
        var budget = new FixOptions(new Money(250), null, null, "paid", null, null, null, false);
        assertThat(((Ruling.Queue) admission.fix(budget)).terms().budget())
                .isEqualByComparingTo("2.5");
    }

    @Test
    void yoloIsSwitchedOff() {
        var yolo = new FixOptions(null, null, null, null, null, null, null, true);
        assertThat(refusal(yolo).reason()).contains("switched off").contains("mosaic.yolo");
    }

    @Test
    void whereYoloIsAllowedItIsRememberedAndSaid() {
        var yolo = new FixOptions(null, null, null, null, null, null, null, true);
        var queue = (Ruling.Queue) admission("allowed").fix(yolo);
        assertThat(queue.terms().chosen()).contains(Terms.Choice.YOLO);
        assertThat(queue.notes()).singleElement().asString().contains("Quality gates disabled");
    }

    @Test
    void whereItIsAlwaysSoItIsAlwaysSaid() {
        var plain = new FixOptions(null, null, null, null, null, null, null, false);
        var queue = (Ruling.Queue) admission("true").fix(plain);
        assertThat(queue.terms().chosen()).isEmpty();
        assertThat(queue.notes()).singleElement().asString().contains("Quality gates disabled");
    }

    private static Admission admission(String yolo) {
        return new Admission(
                new TestDesk.Engines(),
                TestDesk.LIMITS,
                new YoloSettings(yolo),
                new SandboxSettings("docker", null, ""));
    }

    @Test
    void enginesThatAreNotThereAreRefused() {
        assertThat(refusal(engine("gpt")))
                .isEqualTo(
                        new Ruling.Refuse(
                                "There is no engine `gpt` here.",
                                "Ask with `engine=claude`, `engine=paid`, `engine=scripted`."));
        assertThat(refusal(engine("claude")))
                .isEqualTo(
                        new Ruling.Refuse(
                                "The engine `claude` needs a key (`mosaic.engine.claude.key`).",
                                "Ask again when that is mended, or with `engine=paid`, `engine=scripted`."));
    }

    private Ruling.Refuse refusal(FixOptions options) {
        return (Ruling.Refuse) admission.fix(options);
    }

    private static FixOptions time(Duration time) {
        return new FixOptions(null, time, null, null, null, null, null, false);
    }

    private static FixOptions engine(String engine) {
        return new FixOptions(null, null, null, engine, null, null, null, false);
    }
}
