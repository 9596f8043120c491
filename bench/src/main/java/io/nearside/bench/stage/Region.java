package io.nearside.bench.stage;

import java.time.Duration;

/**
 * The five regions of the experiment and how far each is from the origin, which is in {@link #US_WEST_2}.
 *
 * <p>The round-trip times are typical ones, as the clouds and those who measure them publish for TCP between these
 * regions (medians, which vary by some percent from month to month): not measured by this program. The first stands for
 * an application in another zone of the origin's own region.
 */
public enum Region {
    US_WEST_2("us-west-2", "Oregon", 1),
    US_EAST_1("us-east-1", "Virginia", 65),
    EU_WEST_2("eu-west-2", "London", 130),
    AP_SOUTHEAST_2("ap-southeast-2", "Sydney", 140),
    AP_NORTHEAST_1("ap-northeast-1", "Tokyo", 97);

    /** Where the origin is. */
    public static final Region ORIGIN = US_WEST_2;

    private final String title;
    private final String place;
    private final Duration roundTrip;

    Region(String title, String place, long roundTripMillis) {
        this.title = title;
        this.place = place;
        this.roundTrip = Duration.ofMillis(roundTripMillis);
    }

    /** The region's name as users write it. */
    public String title() {
        return title;
    }

    /** Where on earth it is. */
    public String place() {
        return place;
    }

    /** To the origin and back. */
    public Duration roundTrip() {
        return roundTrip;
    }
}
