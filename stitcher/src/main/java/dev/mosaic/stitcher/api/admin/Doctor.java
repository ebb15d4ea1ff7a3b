package dev.mosaic.stitcher.api.admin;

import dev.mosaic.stitcher.checkup.Checkup;
import dev.mosaic.stitcher.checkup.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Asks every part how it is, all at once, with one limit for all. A part that hangs or throws is
 * told as trouble of that part, so that one sick part hides no other.
 */
@Component
final class Doctor {
    private static final Logger log = LoggerFactory.getLogger(Doctor.class);

    private final List<Checkup> parts;

    Doctor(List<Checkup> parts) {
        this.parts = parts.stream().sorted(Comparator.comparing(Checkup::subject)).toList();
    }

    /** What one part said. */
    record Report(String subject, List<Finding> findings) {
        Report {
            findings = List.copyOf(findings);
        }
    }

    /** Blocking, for as long as the limit at most. */
    List<Report> examine(Duration limit) throws InterruptedException {
        var questions = new ArrayList<FutureTask<List<Finding>>>();
        for (var part : parts) {
            var question = new FutureTask<>(part::look);
            Thread.ofVirtual().name("checkup-" + part.subject()).start(question);
            questions.add(question);
        }
        var until = System.nanoTime() + limit.toNanos();
        var reports = new ArrayList<Report>();
        for (var i = 0; i < parts.size(); i++) {
            var subject = parts.get(i).subject();
            reports.add(new Report(subject, answer(subject, questions.get(i), until)));
        }
        return reports;
    }

    private static List<Finding> answer(
            String subject, FutureTask<List<Finding>> question, long until)
            throws InterruptedException {
        try {
            return question.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            question.cancel(true);
            return List.of(
                    new Finding.Trouble(
                            "It did not answer in time.",
                            "Look whether what it depends on hangs, then ask again."));
        } catch (ExecutionException e) {
            log.atWarn().addKeyValue("subject", subject).setCause(e.getCause()).log("a checkup broke");
            return List.of(
                    new Finding.Trouble(
                            "It could not be looked at.",
                            "The server's log says why: look for `a checkup broke`."));
        } finally {
            question.cancel(true);
        }
    }
}
