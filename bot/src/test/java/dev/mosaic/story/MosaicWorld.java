package dev.mosaic.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.MosaicApplication;
import dev.mosaic.stitcher.access.Actor;
import dev.mosaic.stitcher.command.Incoming;
import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.command.intake.CommandIntake;
import dev.mosaic.stitcher.forge.Forges;
import dev.mosaic.stitcher.forge.Issue;
import dev.mosaic.stitcher.forge.LocalRepositories;
import dev.mosaic.stitcher.forge.Repo;
import dev.mosaic.stitcher.forge.RepoName;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.Origin;
import dev.mosaic.stitcher.job.RecordedEvent;
import dev.mosaic.stitcher.job.store.JobEvents;
import dev.mosaic.stitcher.job.store.Jobs;
import dev.mosaic.stitcher.testkit.OwnLoops;
import dev.mosaic.stitcher.testkit.Postgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The whole program on a real PostgreSQL, with the scripted engine and a chat in memory: a test
 * tells a story in the product's words. Started once per test class; every test has repositories of
 * its own.
 */
final class MosaicWorld implements BeforeAllCallback, AfterAllCallback {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Postgres postgres = new Postgres();
    private final MemoryOutlet chat = new MemoryOutlet();
    private final String[] settings;
    private ConfigurableApplicationContext program;
    private Path home;

    /**
     * @param settings {@code name=value}, beside those that every story has or in place of them
     */
    MosaicWorld(String... settings) {
        this.settings = settings;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        postgres.beforeAll(context);
        home = Files.createTempDirectory("mosaic-story");
        script("rounds: [{turns: [{say: nothing}]}]");
        start();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        stop();
        postgres.afterAll(context);
    }

    void start() {
        var own = Stream.of(settings).map(it -> it.substring(0, it.indexOf('='))).toList();
        var all =
                Stream.concat(
                                Stream.of(
                                                "server.port=0",
                                                "mosaic.home=" + home,
                                                "mosaic.sandbox.process.visible=" + signal(""),
                                                "mosaic.engine.scripted.script="
                                                        + home.resolve("script.yml"),
                                                "mosaic.herald.debounce=10ms",
                                                "mosaic.herald.poll=100ms",
                                                "mosaic.queue.poll=100ms",
                                                "mosaic.run.grace=200ms",
                                                "spring.r2dbc.url="
                                                        + "r2dbc:postgresql://127.0.0.1:%d/%s"
                                                                .formatted(
                                                                        postgres.port(),
                                                                        postgres.database()),
                                                "spring.r2dbc.username=postgres",
                                                "spring.flyway.url="
                                                        + "jdbc:postgresql://127.0.0.1:%d/%s"
                                                                .formatted(
                                                                        postgres.port(),
                                                                        postgres.database()),
                                                "spring.flyway.user=postgres")
                                        .filter(it ->
                                                !own.contains(it.substring(0, it.indexOf('=')))),
                                Stream.of(settings))
                        .map(setting -> "--" + setting)
                        .toArray(String[]::new);
        program =
                new SpringApplicationBuilder(MosaicApplication.class)
                        .initializers(
                                new OwnLoops(),
                                it -> it.getBeanFactory().registerSingleton("memoryOutlet", chat))
                        .run(all);
    }

    void stop() {
        program.close();
    }

    Path home() {
        return home;
    }

    <T> T bean(Class<T> type) {
        return program.getBean(type);
    }

    /** Where the API of the program answers. */
    int port() {
        return Integer.parseInt(program.getEnvironment().getProperty("local.server.port"));
    }

    /** How many nodes the database knows of; also while the program is down. */
    long nodes() {
        return one("select count(*)::text from nodes").transform(Long::parseLong);
    }

    /** The type of the newest line in the log of all jobs; also while the program is down. */
    String lastEventOfAll() {
        return one("select type from job_events where type like 'job.%' order by pos desc limit 1");
    }

    /** The first column of some rows, as text. */
    List<String> all(String sql) {
        return postgres.client().sql(sql).mapValue(String.class).all().collectList().block();
    }

    private String one(String sql) {
        return postgres.client().sql(sql).mapValue(String.class).one().block();
    }

    /** What the agent will do from the next run on. */
    void script(String yaml) {
        try {
            Files.writeString(home.resolve("script.yml"), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where {@link #touch} puts a file; a sandbox sees it and nothing else of the home. */
    Path signal(String name) {
        try {
            return Files.createDirectories(home.resolve("signals")).resolve(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes an empty file in the home, for a script that waits for it. */
    void touch(String name) {
        try {
            Files.createFile(signal(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new repository. */
    Place repository(Map<String, String> files) {
        var name = new RepoName("story", "r" + UUID.randomUUID().toString().substring(0, 8));
        var repo = bean(LocalRepositories.class).create(name, files, "Begin").block();
        return new Place(this, repo);
    }

    /** One whose gate fails until {@code app.txt} says that it works. */
    Place broken() {
        return repository(
                Map.of(
                        "app.txt",
                        "it fails\n",
                        ".mosaic.yml",
                        "version: 1\ngates: {test: grep -q works app.txt}\n"));
    }

    Job job(JobId id) {
        return bean(Jobs.class).find(id).block();
    }

    List<JobEvent> events(JobId id) {
        return bean(JobEvents.class)
                .of(id, 0, 10_000)
                .map(RecordedEvent::event)
                .collectList()
                .block();
    }

    <E extends JobEvent> List<E> events(JobId id, Class<E> type) {
        return events(id).stream().filter(type::isInstance).map(type::cast).toList();
    }

    void awaitEvent(JobId id, Class<? extends JobEvent> type) {
        awaitEvents(id, type, 1);
    }

    void awaitEvents(JobId id, Class<? extends JobEvent> type, int count) {
        await().atMost(PATIENCE).until(() -> events(id, type).size() >= count);
    }

    /** The job after its end, with everything said that is to be said. */
    Job awaitOver(JobId id) {
        await().atMost(PATIENCE).until(() -> job(id).status().isFinal());
        return job(id);
    }

    /** As {@link #awaitOver}, of a job that must come to its end well. */
    Job awaitCompleted(JobId id) {
        var over = awaitOver(id);
        assertThat(over.status()).as(over.error()).isEqualTo(JobStatus.COMPLETED);
        return over;
    }

    /** What {@code person} heard, after at least {@code messages} of them. */
    List<String> heard(String person, int messages) {
        await().atMost(PATIENCE).until(() -> chat.said(person).size() >= messages);
        return chat.said(person);
    }

    /** Changes the database behind the program's back. */
    void sql(String statement) {
        postgres.client().sql(statement).then().block();
    }

    /** Takes the database away from the program: its connections end, and it gets no new one. */
    void databaseAway() {
        elsewhere("alter database \"%s\" allow_connections false".formatted(postgres.database()));
        elsewhere(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = '%s'"
                        .formatted(postgres.database()));
    }

    void databaseBack() {
        elsewhere("alter database \"%s\" allow_connections true".formatted(postgres.database()));
    }

    private void elsewhere(String statement) {
        var url = "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(postgres.port());
        try (var connection = DriverManager.getConnection(url, "postgres", "");
                var sql = connection.createStatement()) {
            sql.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Nothing of any agent or gate runs or lies about any more. */
    void assertNothingIsLeft() {
        assertThat(worktrees()).isEmpty();
        assertThat(processes()).isEmpty();
    }

    /** Worktrees that exist now. */
    List<Path> worktrees() {
        try (var found = Files.walk(home)) {
            return found.filter(it -> it.getFileName().toString().startsWith("agent-")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Processes of any sandbox of this program. */
    List<ProcessHandle> processes() {
        return ProcessHandle.current()
                .descendants()
                .filter(it -> it.info().commandLine().orElse("").contains(home.toString()))
                .toList();
    }

    /** A repository in the story, and people who talk in its channel. */
    record Place(MosaicWorld world, Repo repo) {
        /** The folder that Mosaic pushes to. */
        Path bare() {
            return Path.of(
                    world.bean(Forges.class).of(repo.ref()).remote(repo.ref()).block().url());
        }

        Issue issue(String title) {
            return world.bean(LocalRepositories.class)
                    .openIssue(repo.ref(), title, "", "ada")
                    .block();
        }

        /**
         * A person of the local forge says something; each person's messages go to their own name.
         */
        Reply says(String person, String text) {
            return world.bean(CommandIntake.class)
                    .hand(
                            new Incoming(
                                    "memory",
                                    UUID.randomUUID().toString(),
                                    new Actor("local", System.getProperty("user.name")),
                                    new Origin("memory", person),
                                    repo.name(),
                                    null,
                                    new Incoming.Content.Text(text)))
                    .block(PATIENCE);
        }

        /** A fix that is expected to be accepted. */
        JobId fix(String person, Issue issue, String options) {
            var reply = says(person, "@mosaic fix #%d %s".formatted(issue.ref().number(), options));
            if (reply instanceof Reply.Accepted accepted) {
                return accepted.job();
            }
            throw new AssertionError("not accepted: " + reply);
        }
    }
}
