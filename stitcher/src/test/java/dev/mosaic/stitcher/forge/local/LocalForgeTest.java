package dev.mosaic.stitcher.forge.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.forge.Forge;
import dev.mosaic.stitcher.forge.ForgeContract;
import dev.mosaic.stitcher.forge.Issue;
import dev.mosaic.stitcher.forge.NewPullRequest;
import dev.mosaic.stitcher.forge.Repo;
import dev.mosaic.stitcher.forge.RepoName;
import dev.mosaic.stitcher.forge.RepoRef;
import dev.mosaic.stitcher.git.mirror.Mirrors;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

class LocalForgeTest extends ForgeContract {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private static final AtomicInteger repositories = new AtomicInteger();

    @TempDir Path dir;
    private LocalForge forge;

    @BeforeEach
    void open() {
        var db = postgres.client();
        forge =
                new LocalForge(
                        new Repositories(db),
                        new Issues(db),
                        new PullRequests(db, postgres.transactions()),
                        new LocalForgeSettings(dir.resolve("repositories"), "ann"),
                        new TestClock());
    }

    @Override
    protected Forge forge() {
        return forge;
    }

    @Override
    protected Repo newRepository(Map<String, String> files) {
        return forge.create(newName(), files, "Begin").block();
    }

    @Override
    protected Issue newIssue(RepoRef repo, String title, String body) {
        return forge.openIssue(repo, title, body, "ann").block();
    }

    @Override
    protected String administrator() {
        return "ann";
    }

    @Override
    protected String stranger() {
        return "eve";
    }

    @Test
    void aRepositoryIsMadeOnceWhoeverAsksHowOften() {
        var name = newName();

        var made =
                Flux.range(0, 8)
                        .flatMap(i -> forge.create(name, Map.of("f", "text " + i), "Begin"), 8)
                        .distinct()
                        .collectList()
                        .block();

        assertThat(made).hasSize(1);
        assertThat(made.getFirst().defaultBranch()).isEqualTo("main");
        assertThat(dir.resolve("repositories").resolve(name.owner()))
                .isDirectoryNotContaining(p -> p.getFileName().toString().startsWith(".half"));
    }

    @Test
    void makingATakenNameLeavesWhatIsThere() throws IOException {
        var name = newName();
        var repo = forge.create(name, Map.of("f", "first"), "Begin").block();

        assertThat(forge.create(name, Map.of("f", "second"), "Again").block()).isEqualTo(repo);
        assertThat(text(repo, "f")).isEqualTo("first");
    }

    @Test
    void aFolderThatOutlivedTheDatabaseIsTakenUpAgain() throws IOException {
        var name = newName();
        var repo = forge.create(name, Map.of("f", "first"), "Begin").block();
        postgres.client()
                .sql("delete from local_repositories where id = " + repo.ref().id())
                .then()
                .block();

        var again = forge.create(name, Map.of("f", "second"), "Again").block();

        assertThat(text(again, "f")).isEqualTo("first");
    }

    @Test
    void namesAreTheSameInAnyCase() {
        var name = newName();
        var repo = forge.create(name, Map.of("f", "x"), "Begin").block();

        assertThat(forge.repo(new RepoName(name.owner().toUpperCase(), name.name())).block())
                .isEqualTo(repo);
    }

    @Test
    void anyRepositoryOfThisMachineIsAdopted() throws Exception {
        var folder = gitInit("trunk");
        var name = newName();

        var repo = forge.adopt(name, folder.resolve("x/..")).block();

        assertThat(repo.defaultBranch()).isEqualTo("trunk");
        assertThat(text(repo, "f.txt")).isEqualTo("hello\n");
        assertThat(forge.adopt(name, folder).block()).isEqualTo(repo);
        assertThat(forge.adopt(newName(), folder.resolve(".git")).block()).isEqualTo(repo);
        var link = Files.createSymbolicLink(dir.resolve("link"), folder);
        assertThat(forge.adopt(newName(), link).block()).isEqualTo(repo);
    }

    @Test
    void aWorktreeOfARepositoryIsAdoptedToo() throws Exception {
        var folder = gitInit("main");
        git(folder, "worktree", "add", "-q", "-b", "side", dir.resolve("side").toString());

        var repo = forge.adopt(newName(), dir.resolve("side")).block();

        assertThat(repo.defaultBranch()).isEqualTo("side");
        assertThat(text(repo, "f.txt")).isEqualTo("hello\n");
    }

    @Test
    void aFolderWithoutARepositoryIsNamed() {
        assertThatThrownBy(() -> forge.adopt(newName(), dir).block())
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining(dir + " holds no git repository")
                .hasMessageContaining("git init");
        assertThatThrownBy(() -> forge.adopt(newName(), dir.resolve("nowhere")).block())
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("nowhere");
    }

    @Test
    void aDetachedHeadIsNamed() throws Exception {
        var folder = gitInit("main");
        git(folder, "checkout", "-q", "--detach");

        assertThatThrownBy(() -> forge.adopt(newName(), folder).block())
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("git switch");
    }

    @Test
    void aNameBelongsToOneRepository() throws Exception {
        var name = newName();
        forge.create(name, Map.of("f", "x"), "Begin").block();
        var folder = gitInit("main");

        assertThatThrownBy(() -> forge.adopt(name, folder).block())
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining(name.toString())
                .hasMessageContaining("Choose another name");
    }

    @Test
    void anEmptyRepositoryIsAdoptedAndHasNoBranchYet() throws Exception {
        var folder = Files.createDirectory(dir.resolve("empty"));
        git(folder, "init", "-q", "-b", "main");

        var repo = forge.adopt(newName(), folder).block();

        assertThat(repo.defaultBranch()).isEqualTo("main");
        var mirror =
                new Mirrors(dir.resolve("mirrors"), Clock.systemUTC())
                        .open(forge.remote(repo.ref()).block());
        assertThat(mirror.branch("main")).isEmpty();
    }

    @Test
    void aRepositoryOfAnotherForgeIsNotOurs() {
        var repo = newRepository(Map.of("f", "x"));
        var other = new RepoRef("gitea", repo.ref().id());

        assertThat(forge.repo(other).block()).isNull();
        assertThat(forge.remote(other).block()).isNull();
        assertThat(forge.openIssues(other).collectList().block()).isEmpty();
    }

    @Test
    void anEndlessTextIsRefused() {
        var repo = newRepository(Map.of("f", "x")).ref();

        assertThatThrownBy(() -> forge.openIssue(repo, "t", "x".repeat(1_100_000), "ann").block())
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("Shorten it");
        assertThat(newIssue(repo, "next", "").ref().number()).isEqualTo(1);
    }

    @Test
    void theAddressOfAPullRequestNamesRepositoryAndNumber() {
        var repo = newRepository(Map.of("f", "x"));

        var pull =
                forge.propose(new NewPullRequest(repo.ref(), "t", "b", "mosaic/1-x", "main"))
                        .block();

        assertThat(pull.url()).isEqualTo("mosaic:local/" + repo.name() + "/pulls/1");
    }

    private String text(Repo repo, String path) {
        var mirror =
                new Mirrors(dir.resolve("mirrors"), Clock.systemUTC())
                        .open(forge.remote(repo.ref()).block());
        return mirror.text(mirror.branch(repo.defaultBranch()).orElseThrow(), path, 1_000)
                .orElseThrow();
    }

    private static RepoName newName() {
        return new RepoName("demo", "shop-" + repositories.incrementAndGet());
    }

    private Path gitInit(String branch) throws Exception {
        var folder = Files.createDirectory(dir.resolve("own-" + repositories.incrementAndGet()));
        git(folder, "init", "-q", "-b", branch);
        Files.writeString(folder.resolve("f.txt"), "hello\n");
        git(folder, "add", ".");
        git(folder, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "Begin");
        return folder;
    }

    private static void git(Path folder, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        var git = new ProcessBuilder(command).directory(folder.toFile()).inheritIO().start();
        Assumptions.assumeTrue(git.waitFor() == 0);
    }
}
