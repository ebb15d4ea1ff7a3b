package dev.mosaic.stitcher.model.ledger;

import java.math.BigDecimal;

/** What a limit is for. */
public enum Scope {
    JOB,
    PERSON_DAY,
    REPOSITORY_DAY,
    INSTANCE_DAY;

    /** 0 for no limit. */
    BigDecimal limit(BudgetSettings settings, Account account) {
        return switch (this) {
            case JOB -> account.budget() == null ? settings.job() : account.budget();
            case PERSON_DAY -> settings.personDay();
            case REPOSITORY_DAY -> settings.repositoryDay();
            case INSTANCE_DAY -> settings.instanceDay();
        };
    }

    /** Whose limit it is, for who is warned once. */
    String subject(Account account) {
        return switch (this) {
            case JOB -> account.job().toString();
            case PERSON_DAY -> account.person();
            case REPOSITORY_DAY -> account.repository();
            case INSTANCE_DAY -> "";
        };
    }

    /** As a sentence begins. */
    String named() {
        return switch (this) {
            case JOB -> "The budget of this job";
            case PERSON_DAY -> "Today's budget of whoever asked for this job";
            case REPOSITORY_DAY -> "Today's budget of this repository";
            case INSTANCE_DAY -> "Today's budget of this instance";
        };
    }

    /** What mends it. */
    String remedy() {
        return switch (this) {
            case JOB ->
                    "Allow more: `approve` when the job asks, `budget=` with `fix`, or mosaic.budget.job.";
            case PERSON_DAY -> "Wait until tomorrow (UTC), or raise mosaic.budget.person-day.";
            case REPOSITORY_DAY ->
                    "Wait until tomorrow (UTC), or raise mosaic.budget.repository-day.";
            case INSTANCE_DAY -> "Wait until tomorrow (UTC), or raise mosaic.budget.instance-day.";
        };
    }
}
