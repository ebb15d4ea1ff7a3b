package dev.mosaic.stitcher.api;

import dev.mosaic.stitcher.access.Actor;
import dev.mosaic.stitcher.access.ApiTokens;
import dev.mosaic.stitcher.access.Authority;
import dev.mosaic.stitcher.access.Decision;
import dev.mosaic.stitcher.command.CommandSettings;
import dev.mosaic.stitcher.command.Desk;
import dev.mosaic.stitcher.forge.Forges;
import dev.mosaic.stitcher.forge.RepoName;
import dev.mosaic.stitcher.git.mirror.Mirrors;
import dev.mosaic.stitcher.job.message.Inbox;
import dev.mosaic.stitcher.job.message.Outbox;
import dev.mosaic.stitcher.job.store.Approvals;
import dev.mosaic.stitcher.job.store.BudgetExtensions;
import dev.mosaic.stitcher.job.store.JobEvents;
import dev.mosaic.stitcher.job.store.JobNews;
import dev.mosaic.stitcher.job.store.JobSteps;
import dev.mosaic.stitcher.job.store.Jobs;
import dev.mosaic.stitcher.job.store.Kills;
import dev.mosaic.stitcher.job.work.JobLog;
import dev.mosaic.stitcher.model.ModelSettings;
import dev.mosaic.stitcher.model.Models;
import dev.mosaic.stitcher.model.ledger.BudgetSettings;
import dev.mosaic.stitcher.model.ledger.Ledger;
import dev.mosaic.stitcher.model.ledger.Prices;
import dev.mosaic.stitcher.queue.NewsOfOthers;
import dev.mosaic.stitcher.queue.Nodes;
import dev.mosaic.stitcher.queue.Pauses;
import dev.mosaic.stitcher.queue.QueueSettings;
import dev.mosaic.stitcher.queue.view.Backlog;
import dev.mosaic.stitcher.run.Agents;
import dev.mosaic.stitcher.secrets.Redactor;
import dev.mosaic.stitcher.testkit.OwnLoops;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ClassPathBeanDefinitionScanner;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.core.type.filter.RegexPatternTypeFilter;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The API on a real Netty on a free port, with the beans that a test brings along. */
public final class ApiServer implements AutoCloseable {
    /** The login of the one user who may do nothing. */
    public static final String MALLORY = "mallory";

    private static final String DATABASE_BY_HAND =
            """
            org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration,\
            org.springframework.boot.r2dbc.autoconfigure.R2dbcTransactionManagerAutoConfiguration,\
            org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration,\
            org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration\
            """;

    private static final String API = ApiServer.class.getPackageName();
    private static final Pattern REAL_DESK = Pattern.compile(".*\\.command\\.desk\\..*");

    private final ConfigurableApplicationContext context;

    private ApiServer(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** The edge of the API, without a single route of its own. */
    @EnableAutoConfiguration
    @EnableConfigurationProperties({ApiSettings.class, CommandSettings.class})
    @SpringBootConfiguration(proxyBeanMethods = false)
    static class Edge {}

    /** What every request passes through, and the routes of {@code beans}. */
    public static ApiServer edge(
            Map<String, String> settings, Consumer<GenericApplicationContext> beans) {
        return start(
                settings,
                context -> {
                    new ClassPathBeanDefinitionScanner(context)
                            .scan(API + ".edge", API + ".problem");
                    context.registerBean(Redactor.class, Redactor::builtIn);
                    context.registerBean(CallerArguments.class);
                    context.registerBean(WebConfiguration.class);
                    context.registerBean(Clock.class, Clock::systemUTC);
                    beans.accept(context);
                });
    }

    /**
     * The whole API over real stores; the repository {@code demo/app} is {@code SampleJobs.REPO}.
     */
    public static ApiServer over(Postgres postgres, Map<String, String> settings) {
        return start(settings, context -> registerAll(context, postgres));
    }

    private static void registerAll(GenericApplicationContext context, Postgres postgres) {
        var stores = Stores.on(postgres, Clock.systemUTC());
        var scanner = new ClassPathBeanDefinitionScanner(context);
        scanner.addExcludeFilter(new AssignableTypeFilter(Edge.class));
        scanner.addExcludeFilter(new RegexPatternTypeFilter(REAL_DESK));
        scanner.scan(API, CommandSettings.class.getPackageName());
        context.registerBean(Clock.class, Clock::systemUTC);
        context.registerBean(Redactor.class, Redactor::builtIn);
        context.registerBean(Jobs.class, () -> stores.jobs());
        context.registerBean(JobEvents.class, () -> stores.events());
        context.registerBean(JobNews.class, () -> new JobNews(postgres.client(), stores.events()));
        context.registerBean(JobSteps.class, () -> stores.steps());
        context.registerBean(JobLog.class, () -> stores.log());
        context.registerBean(Inbox.class, () -> stores.inbox());
        context.registerBean(Outbox.class, () -> stores.outbox());
        context.registerBean(Approvals.class, () -> stores.approvals());
        context.registerBean(Kills.class, () -> stores.kills());
        context.registerBean(
                Agents.class,
                () ->
                        new Agents(
                                postgres.client(),
                                postgres.transactions(),
                                Clock.systemUTC(),
                                stores.jobs()));
        context.registerBean(BudgetExtensions.class, () -> stores.extensions());
        var budgets =
                new Binder(new MapConfigurationPropertySource(Map.of()))
                        .bindOrCreate("mosaic.budget", BudgetSettings.class);
        context.registerBean(BudgetSettings.class, () -> budgets);
        context.registerBean(Ledger.class, () -> new Ledger(postgres.client(), budgets));
        var prices = new Prices(postgres.client(), postgres.transactions());
        context.registerBean(Prices.class, () -> prices);
        context.registerBean(
                Models.class,
                () ->
                        new Models(
                                Binder.get(context.getEnvironment())
                                        .bindOrCreate("mosaic.model", ModelSettings.class),
                                prices));
        // no test of this package reads what lies there
        context.registerBean(
                Mirrors.class, () -> new Mirrors(Path.of("no-mirrors"), Clock.systemUTC()));
        context.registerBean(TransactionalOperator.class, postgres::transactions);
        context.registerBean(Forges.class, ApiServer::forges);
        context.registerBean(ApiTokens.class, () -> new ApiTokens(postgres.client()));
        context.registerBean(Authority.class, () -> (actor, _, _) -> Mono.just(decision(actor)));
        context.registerBean(
                SampleDesk.class,
                () -> new SampleDesk(stores.jobs(), context.getBean(Agents.class)));
        var db = postgres.client();
        var queue =
                new Binder(new MapConfigurationPropertySource(Map.of()))
                        .bindOrCreate("mosaic.queue", QueueSettings.class);
        context.registerBean(Backlog.class, () -> new Backlog(db, queue));
        context.registerBean(Pauses.class, () -> new Pauses(db));
        context.registerBean(NewsOfOthers.class, () -> Flux::never);
        context.registerBean(SamplePulse.class);
        context.registerBean(Nodes.class, () -> new Nodes(db));
        context.registerBean(Desk.Bell.class, () -> _ -> {});
    }

    private static Decision decision(Actor actor) {
        return actor.name().equals(MALLORY)
                ? new Decision.Refused("Mallory may do nothing here.")
                : new Decision.Granted();
    }

    private static Forges forges() {
        return new Forges(
                List.of(new KnownRepos(Map.of(new RepoName("demo", "app"), SampleJobs.REPO))));
    }

    private static ApiServer start(
            Map<String, String> settings, Consumer<GenericApplicationContext> beans) {
        var all = new LinkedHashMap<String, Object>();
        all.put("server.port", "0");
        all.put("spring.main.banner-mode", "off");
        all.put("spring.autoconfigure.exclude", DATABASE_BY_HAND);
        all.putAll(settings);
        var builder =
                new SpringApplicationBuilder(Edge.class)
                        .web(WebApplicationType.REACTIVE)
                        .properties(all)
                        .initializers(
                                new OwnLoops(),
                                context -> beans.accept((GenericApplicationContext) context));
        OwnLog.keep(builder.application());
        return new ApiServer(builder.run());
    }

    public int port() {
        return Integer.parseInt(context.getEnvironment().getProperty("local.server.port"));
    }

    public ConfigurableApplicationContext context() {
        return context;
    }

    public WebTestClient client() {
        return WebTestClient.bindToServer()
                .baseUrl("http://127.0.0.1:" + port())
                .responseTimeout(Duration.ofSeconds(30))
                .build();
    }

    @Override
    public void close() {
        context.close();
    }
}
