package dev.mosaic.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.forge.Forges;
import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.inspector.GateResult;
import dev.mosaic.stitcher.inspector.GateResults;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.story.MosaicWorld.Place;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What gates make of tests that failed before, that vanish, and of jobs that go without gates. */
class GateStoryTest {
    @RegisterExtension static final MosaicWorld world = new MosaicWorld("mosaic.yolo=allowed");

    /** Each line of tests.txt is a test; the word fails is one that fails. */
    private static final String RUN =
            """
            mkdir -p target/surefire-reports; r=target/surefire-reports/TEST-a.xml
            echo '<testsuite>' > $r; s=0
            while read -r name how; do
              if [ "$how" = fails ]; then s=1
                echo "<testcase classname='a' name='$name'><failure/></testcase>" >> $r
              else echo "<testcase classname='a' name='$name'/>" >> $r; fi
            done < tests.txt
            echo '</testsuite>' >> $r; exit $s
            """;

    private static final String POLICY =
            "version: 1\ngates: {test: sh run.sh}\nlimits: {rounds: 1}\n";

    @Test
    void anOldFailureIsNotHeldAgainstTheChange() {
        script("one works\\nold fails\\nnew works\\n");
        var place = repository(POLICY, Map.of("tests.txt", "one works\nold fails\n"));

        var over = fix(place);

        assertThat(over.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(body(place, over)).contains("fails on the base too").contains("a.old");
        assertThat(test(over).tests()).isEqualTo(new GateResult.Tests(3, 1, 0));
    }

    @Test
    void aNewFailureIsToldApartFromAnOldOne() {
        script("one fails\\nold fails\\n");
        var place = repository(POLICY, Map.of("tests.txt", "one works\nold fails\n"));

        var over = fix(place);

        assertThat(over.status()).isEqualTo(JobStatus.FAILED);
        assertThat(test(over).reasons())
                .contains("Failed: `a.one`.")
                .anySatisfy(it -> assertThat(it).contains("is not yours: `a.old`"));
    }

    @Test
    void aTestThatVanishesIsMissed() {
        script("one works\\n");
        var place = repository(POLICY, Map.of("tests.txt", "one works\ntwo works\n"));

        var over = fix(place);

        assertThat(over.status()).isEqualTo(JobStatus.FAILED);
        assertThat(over.error()).contains("2 tests ran on the base and 1 run now");
        world.assertNothingIsLeft();
    }

    @Test
    void aReportThatWasCommittedDoesNotCount() {
        world.script(
                """
                rounds: [{turns: [
                  {write: {path: tests.txt, text: "one fails\\n"}},
                  {write: {path: run.sh, text: "exit 1\\n"}},
                  {write: {path: target/surefire-reports/TEST-b.xml, text: "<testsuite><testcase classname='a' name='one'><failure/></testcase></testsuite>"}}]}]
                """);
        var place = repository(POLICY, Map.of("tests.txt", "one fails\n"));

        assertThat(fix(place).status()).isEqualTo(JobStatus.FAILED);
    }

    @Test
    void gatesAreFoundWhereThePolicyNamesNone() {
        world.script(
                "rounds: [{turns: [{write: {path: app.py, text: \"def f(): return 2\\n\"}}]}]");
        var place =
                world.repository(
                        Map.of(
                                "setup.py", "",
                                "app.py", "def f(): return 1\n",
                                "test_app.py",
                                        """
                                        import unittest, app
                                        class T(unittest.TestCase):
                                            def test_f(self): self.assertEqual(2, app.f())
                                        """));

        var over = fix(place);

        assertThat(over.error()).isNull();
        assertThat(body(place, over))
                .contains("python3 -m unittest")
                .contains("1 test ran, 0 failed, 0 skipped");
        assertThat(world.events(over.id(), JobEvent.GatesDetected.class)).isNotEmpty();
    }

    @Test
    void withoutGatesNoTestRunsAndEverybodyIsTold() {
        script("one fails\\n");
        var place = repository(POLICY, Map.of("tests.txt", "one works\n"));

        var over = fix(place, "yolo");

        assertThat(over.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(body(place, over)).contains("Quality gates disabled");
        assertThat(world.heard("yolo", 1))
                .singleElement()
                .asString()
                .contains("Quality gates disabled");
        assertThat(world.events(over.id(), JobEvent.GateBypassed.class))
                .extracting(JobEvent.GateBypassed::gate)
                .containsExactly("size", "test");
        assertThat(world.events(over.id(), JobEvent.GateBypassed.class))
                .extracting(JobEvent.GateBypassed::by)
                .containsOnly(System.getProperty("user.name"));
    }

    @Test
    void aPipelineIsAskedAboutEvenWithoutGates() {
        world.script("rounds: [{turns: [{write: {path: Jenkinsfile, text: x}}]}]");
        var place = repository(POLICY, Map.of("tests.txt", "one works\n"));

        var job = place.fix("careful", place.issue("Login fails"), "yolo");

        await().atMost(MosaicWorld.PATIENCE)
                .until(() -> world.job(job).status() == JobStatus.WAITING);
        place.says("careful", "@mosaic cancel " + job.abbreviated());
        world.awaitOver(job);
    }

    private static void script(String tests) {
        world.script(
                "rounds: [{turns: [{write: {path: tests.txt, text: \"%s\"}}]}]".formatted(tests));
    }

    private static Place repository(String policy, Map<String, String> more) {
        var files = new HashMap<>(more);
        files.put(".mosaic.yml", policy);
        files.put("run.sh", RUN);
        return world.repository(files);
    }

    private static Job fix(Place place) {
        return world.awaitOver(place.fix("ann", place.issue("Login fails"), ""));
    }

    private static Job fix(Place place, String options) {
        return world.awaitOver(place.fix(options, place.issue("Login fails"), options));
    }

    private static GateResult test(Job job) {
        return world.bean(GateResults.class)
                .of(job.id())
                .filter(it -> it.gate().equals("test"))
                .blockLast();
    }

    private static String body(Place place, Job job) {
        return world.bean(Forges.class)
                .of(place.repo().ref())
                .pullRequest(new IssueRef(place.repo().ref(), job.outcome().pullRequest()))
                .block()
                .body();
    }
}
