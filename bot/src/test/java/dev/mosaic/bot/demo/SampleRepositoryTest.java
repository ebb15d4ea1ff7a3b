package dev.mosaic.bot.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.forge.Forge;
import dev.mosaic.stitcher.forge.Forges;
import dev.mosaic.stitcher.forge.Issue;
import dev.mosaic.stitcher.forge.LocalRepositories;
import dev.mosaic.stitcher.forge.Repo;
import dev.mosaic.stitcher.testkit.FakeForge;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.StaticListableBeanFactory;

class SampleRepositoryTest {
    private final FakeForge forge = new FakeForge("local");

    @Test
    void whereThereIsNothingItIsMadeWithItsIssue() throws Exception {
        sample(forge).makeIfAlone();

        var repo = forge.repo(SampleRepository.NAME).block();
        assertThat(issues(repo))
                .extracting(Issue::title)
                .containsExactly("A shared bill loses a cent");
    }

    @Test
    void makingItAgainChangesNothing() throws Exception {
        sample(forge).makeIfAlone();
        sample(forge).makeIfAlone();
        var repo = sample(forge).make();

        assertThat(forge.repos().collectList().block()).hasSize(1);
        assertThat(issues(repo)).hasSize(1);
    }

    @Test
    void anIssueThatACrashLeftOutIsOpenedByTheNextStart() throws Exception {
        var repo = forge.create(SampleRepository.NAME, SampleRepository.files(), "Begin").block();

        sample(forge).makeIfAlone();

        assertThat(issues(repo)).hasSize(1);
    }

    @Test
    void besideARepositoryOfYourOwnItIsNotMade() throws Exception {
        forge.repository("me/mine");

        sample(forge).makeIfAlone();

        assertThat(forge.repo(SampleRepository.NAME).block()).isNull();
    }

    @Test
    void withoutALocalForgeNothingIsMade() throws Exception {
        new SampleRepository(new Forges(List.of((Forge) forge)), provider()).makeIfAlone();

        assertThat(forge.repos().collectList().block()).isEmpty();
    }

    static SampleRepository sample(FakeForge forge) {
        return new SampleRepository(new Forges(List.of((Forge) forge)), provider(forge));
    }

    private static ObjectProvider<LocalRepositories> provider(LocalRepositories... beans) {
        var factory = new StaticListableBeanFactory();
        for (var bean : beans) {
            factory.addBean("local", bean);
        }
        return factory.getBeanProvider(LocalRepositories.class);
    }

    private List<Issue> issues(Repo repo) {
        return forge.openIssues(repo.ref()).collectList().block();
    }
}
