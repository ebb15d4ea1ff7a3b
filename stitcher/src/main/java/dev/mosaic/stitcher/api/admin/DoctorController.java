package dev.mosaic.stitcher.api.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.mosaic.stitcher.access.Actor;
import dev.mosaic.stitcher.api.Detached;
import dev.mosaic.stitcher.api.InstanceAdmins;
import dev.mosaic.stitcher.checkup.Finding;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** How all parts are, for {@code mosaic doctor}. */
@RestController
final class DoctorController {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Doctor doctor;
    private final InstanceAdmins admins;

    DoctorController(Doctor doctor, InstanceAdmins admins) {
        this.doctor = doctor;
        this.admins = admins;
    }

    /**
     * A line of a checkup.
     *
     * @param state {@code fine}, {@code warning} or {@code trouble}
     * @param cure what mends it; absent for what is fine
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record FindingView(String state, String text, @Nullable String cure) {
        static FindingView of(Finding finding) {
            return switch (finding) {
                case Finding.Fine(var text) -> new FindingView("fine", text, null);
                case Finding.Warning(var text, var cure) -> new FindingView("warning", text, cure);
                case Finding.Trouble(var text, var cure) -> new FindingView("trouble", text, cure);
            };
        }
    }

    /** What one part said. */
    record PartView(String subject, List<FindingView> findings) {}

    /**
     * @param well false if there is trouble anywhere
     */
    record DoctorView(boolean well, List<PartView> parts) {}

    @GetMapping("/api/admin/doctor")
    Mono<DoctorView> examine(Actor actor) {
        return admins.demand(actor)
                .then(
                        Detached.mono(
                                Mono.fromCallable(() -> doctor.examine(LIMIT))
                                        .subscribeOn(Schedulers.boundedElastic())))
                .map(DoctorController::view);
    }

    private static DoctorView view(List<Doctor.Report> reports) {
        var parts =
                reports.stream()
                        .map(report ->
                                new PartView(
                                        report.subject(),
                                        report.findings().stream().map(FindingView::of).toList()))
                        .toList();
        var well =
                parts.stream()
                        .flatMap(part -> part.findings().stream())
                        .noneMatch(finding -> finding.state().equals("trouble"));
        return new DoctorView(well, parts);
    }
}
