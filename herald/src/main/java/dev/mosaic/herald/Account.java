package dev.mosaic.herald;

import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobRequest;
import dev.mosaic.stitcher.text.FinalWords;
import dev.mosaic.stitcher.text.JobStory;
import dev.mosaic.stitcher.text.QuestionText;
import dev.mosaic.stitcher.text.StatusTexts;
import dev.mosaic.stitcher.text.StatusView;

/** What was asked, and what the log tells of it until some line. */
record Account(JobId job, JobRequest request, JobStory story) {
    StatusView status() {
        return StatusTexts.view(job, request, story);
    }

    String question() {
        return QuestionText.of(job, request, story);
    }

    String finalWord() {
        return FinalWords.of(job, request, story);
    }
}
