package dev.mosaic;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import dev.mosaic.stitcher.failpoint.Failpoint;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A point that nobody passes would be a fault that nobody ever sees. */
class FailpointPlacesTest {
    @Test
    void everyPointStandsAtExactlyOnePlaceOfTheProgram() {
        var places =
                ImportedClasses.main().get(Failpoint.class).getFieldAccessesToSelf().stream()
                        .filter(it -> !it.getOriginOwner().isEquivalentTo(Failpoint.class))
                        .collect(
                                Collectors.groupingBy(
                                        it -> it.getTarget().getName(),
                                        Collectors.mapping(
                                                JavaAccess::getDescription, Collectors.toList())));

        assertThat(places.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Failpoint.values()).map(Enum::name).toList());
        assertThat(places).allSatisfy((_, where) -> assertThat(where).hasSize(1));
    }
}
