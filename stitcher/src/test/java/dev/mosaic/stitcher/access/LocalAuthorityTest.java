package dev.mosaic.stitcher.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.forge.Forges;
import dev.mosaic.stitcher.forge.Permission;
import dev.mosaic.stitcher.forge.Repo;
import dev.mosaic.stitcher.forge.RepoRef;
import dev.mosaic.stitcher.testkit.FakeForge;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalAuthorityTest {
    private final FakeForge forge = new FakeForge("gitea");
    private final Repo shop = forge.repository("acme/shop");
    private final Authority authority =
            new LocalAuthority(
                    new Forges(List.of(forge, new FakeForge("local"))),
                    new AccessSettings(List.of("root")));

    @ParameterizedTest
    @CsvSource({
        "NONE, READ, false",
        "READ, READ, true",
        "READ, WRITE, false",
        "WRITE, READ, true",
        "WRITE, WRITE, true",
        "WRITE, REPO_ADMIN, false",
        "ADMIN, REPO_ADMIN, true",
        "ADMIN, INSTANCE_ADMIN, false"
    })
    void rightsFollowThePermissionInTheForge(Permission has, Right needs, boolean granted) {
        forge.permit(shop.name(), "ann", has);
        assertThat(decide("gitea", "ann", needs, shop.ref()) instanceof Decision.Granted)
                .isEqualTo(granted);
    }

    @Test
    void refusalSaysWhatIsMissingAndWhoCanGrantIt() {
        assertThat(refusal("gitea", "ann", Right.WRITE, shop.ref()))
                .isEqualTo(
                        "This needs the permission `write` in `acme/shop`, and you have `none`. An"
                                + " administrator of the repository can grant it in the forge.");
        assertThat(refusal("gitea", "ann", Right.INSTANCE_ADMIN, null))
                .contains("mosaic.access.instance-admins");
        assertThat(refusal("gitea", "ann", Right.READ, null)).contains("owner/repo");
    }

    @Test
    void sameNameInAnotherForgeIsAStranger() {
        forge.permit(shop.name(), "ann", Permission.ADMIN);
        assertThat(refusal("local", "ann", Right.READ, shop.ref())).contains("`gitea`");
    }

    @Test
    void repositoryThatIsGoneGrantsNothing() {
        assertThat(refusal("gitea", "ann", Right.READ, new RepoRef("gitea", 99)))
                .contains("no longer knows");
    }

    @Test
    void instanceAdminsAreConfiguredAndTheLocalUserIsOne() {
        assertThat(decide("gitea", "Root", Right.INSTANCE_ADMIN, null))
                .isInstanceOf(Decision.Granted.class);
        assertThat(decide("local", "anybody", Right.INSTANCE_ADMIN, null))
                .isInstanceOf(Decision.Granted.class);
        assertThat(decide("locals", "anybody", Right.INSTANCE_ADMIN, null))
                .isInstanceOf(Decision.Refused.class);
    }

    @Test
    void silentForgeGrantsNothing() {
        forge.permit(shop.name(), "ann", Permission.ADMIN);
        forge.failWith(() -> new Failure.Later("The forge is down.", Duration.ZERO, null));
        assertThatThrownBy(() -> decide("gitea", "ann", Right.READ, shop.ref()))
                .isInstanceOf(Failure.Later.class);
    }

    private String refusal(String from, String name, Right right, RepoRef repo) {
        return ((Decision.Refused) decide(from, name, right, repo)).reason();
    }

    private Decision decide(String from, String name, Right right, RepoRef repo) {
        return authority.decide(new Actor(from, name), right, repo).block();
    }
}
