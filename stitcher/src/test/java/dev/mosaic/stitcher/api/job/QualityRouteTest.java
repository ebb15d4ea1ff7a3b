package dev.mosaic.stitcher.api.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.api.ApiScene;
import dev.mosaic.stitcher.command.Command;
import dev.mosaic.stitcher.command.Target;
import dev.mosaic.stitcher.forge.RepoName;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A check that is asked for by a program. */
class QualityRouteTest {
    @RegisterExtension static final ApiScene api = new ApiScene(Map.of());

    private static final String PATH = "/api/quality/check";

    @Test
    void aCheckOfABranchIsAJob() {
        api.post(
                        PATH,
                        "{\"repo\": \"demo/app\", \"branch\": \"feature/x\", \"base\": \"dev\"}",
                        null)
                .expectStatus()
                .isCreated()
                .expectHeader()
                .valueMatches("Location", "/api/runner-jobs/[0-9a-f-]{36}")
                .expectBody()
                .jsonPath("$.kind")
                .isEqualTo("CHECK")
                .jsonPath("$.branch")
                .isEqualTo("feature/x");

        assertThat(api.desk().command())
                .isEqualTo(new Command.Check(new Target.Branch("feature/x"), "dev"));
    }

    @Test
    void aCheckOfAPullRequestJoinsTheOneThatIsUnderWay() {
        var body = "{\"repo\": \"demo/app\", \"pullRequest\": 945}";
        var first = ApiScene.json(api.post(PATH, body, null).expectStatus().isCreated());

        var second = ApiScene.json(api.post(PATH, body, null).expectStatus().isOk());

        assertThat(second.path("id")).isEqualTo(first.path("id"));
        assertThat(api.desk().command())
                .isEqualTo(
                        new Command.Check(
                                new Target.IssueOf(new RepoName("demo", "app"), 945), null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"branch":"x"}                                      | `repo`
                    {"repo":"app","branch":"x"}                         | app
                    {"repo":"demo/app"}                                 | `branch` and `pullRequest`
                    {"repo":"demo/app","branch":"x","pullRequest":1}    | `branch` and `pullRequest`
                    {"repo":"demo/app","pullRequest":0}                 | issue number
                    {"repo":"demo/app","branch":"../x"}                 | branch
                    {"repo":"demo/app","branch":"x","base":"a b"}       | branch
                    {"repo":"demo/app","ref":"x"}                       | `ref`
                    """)
    void aWrongBodyIsRefusedWithTheFieldAndAHint(String body, String named) {
        api.assertWrongBody(PATH, body, named);
    }
}
