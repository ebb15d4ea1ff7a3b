package dev.mosaic;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import dev.mosaic.stitcher.blocking.Await;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Set;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What a reviewer would otherwise have to look for in every change, over all four modules. */
class ArchitectureTest {
    private static final Set<String> BLOCKING =
            Set.of("block", "blockOptional", "blockFirst", "blockLast", "toIterable", "toStream");
    private static final String[] ADAPTERS = {
        "dev.mosaic.stitcher.forge.*..",
        "dev.mosaic.stitcher.sandbox.docker",
        "dev.mosaic.stitcher.sandbox.process",
        "dev.mosaic.stitcher.engine.*..",
        "dev.mosaic.stitcher.model.proxy..",
        "dev.mosaic.bot.terminal.."
    };

    private static final JavaClasses MAIN = ImportedClasses.main();

    @Test
    void packagesFormNoCycle() {
        slices().matching("dev.mosaic.(**)").should().beFreeOfCycles().check(MAIN);
    }

    /** Rooms that stand side by side in docs/architecture.md. */
    @Test
    void roomsOfOneLineKnowNothingOfEachOther() {
        for (var line :
                Set.of(
                        "dev.mosaic.bot.cli.(bench|check|job|server|token)",
                        "dev.mosaic.stitcher.(killswitch|sequence)",
                        "dev.mosaic.stitcher.api.(admin|command|health|queue)",
                        "dev.mosaic.stitcher.api.(connection|edge|entry)",
                        "dev.mosaic.stitcher.sandbox.docker.(setup|shell)")) {
            slices().matching(line).should().notDependOnEachOther().check(MAIN);
        }
    }

    @Test
    void adaptersExportNothing() {
        classes()
                .that()
                .resideInAnyPackage(ADAPTERS)
                .and()
                .areTopLevelClasses()
                .should()
                .notBePublic()
                .check(MAIN);
    }

    /** A large adapter is split into rooms below it; what they show each other is nobody else's. */
    @Test
    void roomsBelowAnAdapterServeItAlone() {
        for (var adapter : Set.of("docker", "process")) {
            classes()
                    .that()
                    .resideInAPackage("dev.mosaic.stitcher.sandbox.%s.*..".formatted(adapter))
                    .should()
                    .onlyBeAccessed()
                    .byAnyPackage("dev.mosaic.stitcher.sandbox.%s..".formatted(adapter))
                    .check(MAIN);
        }
    }

    /** What the kinds of sandbox share is nobody else's. */
    @Test
    void whatSandboxesShareServesThemAlone() {
        classes()
                .that()
                .resideInAnyPackage(
                        "dev.mosaic.stitcher.sandbox.cache",
                        "dev.mosaic.stitcher.sandbox.egress",
                        "dev.mosaic.stitcher.sandbox.mirror",
                        "dev.mosaic.stitcher.sandbox.usage")
                .should()
                .onlyBeAccessed()
                .byAnyPackage("dev.mosaic.stitcher.sandbox.*..")
                .check(MAIN);
    }

    @Test
    void onlyAwaitBlocks() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(Await.class)
                .should()
                .callMethodWhere(
                        describe(
                                "block a publisher",
                                (JavaCall<?> call) ->
                                        BLOCKING.contains(call.getName())
                                                && call.getTargetOwner()
                                                        .getPackageName()
                                                        .startsWith("reactor.core")))
                .check(MAIN);
    }

    @Test
    void timeComesFromTheClock() {
        noClasses()
                .should()
                .callMethodWhere(
                        describe(
                                "ask the system for the time",
                                (JavaCall<?> call) ->
                                        call.getName().equals("now")
                                                        && call.getTarget()
                                                                .getRawParameterTypes()
                                                                .isEmpty()
                                                        && isTime(call.getTargetOwner())
                                                || call.getName().equals("currentTimeMillis")))
                .check(MAIN);
    }

    private static boolean isTime(JavaClass owner) {
        return Set.of(
                        Instant.class,
                        LocalDate.class,
                        LocalDateTime.class,
                        OffsetDateTime.class,
                        ZonedDateTime.class)
                .stream()
                .anyMatch(owner::isEquivalentTo);
    }

    @Test
    void theClockIsABeanAndMadeOnce() {
        noClasses()
                .that()
                .haveSimpleNameNotEndingWith("Application")
                .should()
                .callMethodWhere(
                        describe(
                                "make a clock",
                                (JavaCall<?> call) ->
                                        call.getTargetOwner().isEquivalentTo(Clock.class)
                                                && call.getName().startsWith("system")))
                .check(MAIN);
    }

    @Test
    void vendorsStayBehindTheirFences() {
        fence("org.redisson..", "dev.mosaic.stitcher.queue..");
        fence("com.anthropic..", "dev.mosaic.stitcher.engine.claude..");
        fence("okhttp3..", "dev.mosaic.stitcher.engine.claude..");
        fence("io.micrometer..", "dev.mosaic.stitcher.queue..");
        fence("org.eclipse.jgit..", "dev.mosaic.stitcher.git.*..");
        fence("com.github.dockerjava..", "dev.mosaic.stitcher.sandbox.docker..");
        fence("com.sun.net.httpserver..", "dev.mosaic.stitcher.killswitch");
        fence("picocli..", "dev.mosaic.bot.cli..", "dev.mosaic");
        fence("io.zonky..", "dev.mosaic.bot.embedded..");
        fence("redis.embedded..", "dev.mosaic.bot.embedded..");
        fence(
                "com.networknt..",
                "dev.mosaic.stitcher.policy..",
                "dev.mosaic.stitcher.inspector.review..");
        fence("com.google.re2j..", "dev.mosaic.stitcher.secrets.rule..");
        fence("tools.jackson.dataformat.toml..", "dev.mosaic.stitcher.secrets.rule..");
        fence("ch.qos.logback..", "dev.mosaic.bot.launch..");
        fence(
                "org.springframework.web.reactive.function.client..",
                "dev.mosaic.stitcher.model.proxy..");
        fence("reactor.netty.http.client..", "dev.mosaic.stitcher.model.proxy..");
        fence("java.net.http..", "dev.mosaic.bot.cli..", "dev.mosaic.stitcher.sandbox.egress");
        fence(
                "org.springframework.web.bind..",
                "dev.mosaic.stitcher.api..",
                "dev.mosaic.webhooks..");
        fence(
                "org.springframework.r2dbc.core..",
                "dev.mosaic.stitcher.access..",
                "dev.mosaic.stitcher.database..",
                "dev.mosaic.stitcher.job..",
                "dev.mosaic.stitcher.model.ledger..",
                "dev.mosaic.stitcher.queue..",
                "dev.mosaic.stitcher.run..",
                "dev.mosaic.stitcher.inspector..",
                "dev.mosaic.stitcher.retention..",
                "dev.mosaic.stitcher.forge.local..",
                "dev.mosaic.stitcher.api..",
                "dev.mosaic.herald..");
    }

    private static void fence(String vendor, String... rooms) {
        noClasses()
                .that()
                .resideOutsideOfPackages(rooms)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(vendor)
                .check(MAIN);
    }

    @Test
    void nothingIsInjectedIntoFields() {
        fields().should().notBeAnnotatedWith(Autowired.class).check(MAIN);
    }

    @Test
    void noStateIsStaticAndMutable() {
        fields().that().areStatic().should().beFinal().check(MAIN);
    }

    @Test
    void noNameIsVague() {
        noClasses()
                .should()
                .haveNameMatching(
                        ".*(Impl|Manager|Helper|Utils?|Service|Common|Base|Data|Info|DTO)$")
                .check(MAIN);
    }

    @Test
    void nobodySleeps() {
        var sleeping =
                noClasses()
                        .should()
                        .callMethodWhere(
                                describe(
                                        "sleep",
                                        (JavaCall<?> call) ->
                                                call.getName().equals("sleep")
                                                        && call.getTargetOwner()
                                                                .isAssignableTo(Thread.class)));
        sleeping.check(MAIN);
        sleeping.check(ImportedClasses.tests());
    }

    @Test
    void everyPackageIsNullMarked() {
        var unmarked =
                MAIN.stream()
                        .map(JavaClass::getPackage)
                        .distinct()
                        .filter(here -> !here.getClasses().isEmpty())
                        .filter(here -> here.tryGetAnnotationOfType(NullMarked.class).isEmpty())
                        .map(JavaPackage::getName)
                        .toList();
        Assertions.assertThat(unmarked).isEmpty();
    }
}
