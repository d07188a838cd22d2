package dev.gauntlet.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/**
 * When the experiment may start, ramp and promote; a rollback is never scheduled.
 *
 * @param startTime RFC 3339 time before which the route is not taken; at once by default
 * @param freezeWindows times in which traffic is neither moved to a challenger nor anybody promoted
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Schedule(
        @Pattern(Patterns.TIME) @Size(max = 40) String startTime,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Size(max = 16) List<FreezeWindow> freezeWindows) {

    /** Applies the defaults. */
    public Schedule {
        freezeWindows = freezeWindows == null ? List.of() : List.copyOf(freezeWindows);
    }

    /** Start at once, never frozen. */
    public static Schedule always() {
        return new Schedule(null, null);
    }

    /**
     * A time that comes again and again in which nothing but safety moves traffic.
     *
     * @param name unique name, shown while it holds something back
     * @param schedule cron expression of five fields (minute hour day-of-month month day-of-week) at which it begins
     * @param timeZone IANA name of the time zone that the expression is read in, such as Europe/Berlin
     * @param durationSeconds how long it lasts; must be shorter than the time between two beginnings
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record FreezeWindow(
            @Required @Pattern(Patterns.DNS_LABEL) @Size(max = 63) String name,
            @Required @Size(min = 9, max = 128) String schedule,
            @Default("UTC") @Size(max = 64) String timeZone,
            @Required @Min(1) @Max(31536000) Long durationSeconds) {

        /** Applies the default time zone. */
        public FreezeWindow {
            timeZone = timeZone == null ? "UTC" : timeZone;
        }
    }
}
