package dev.gauntlet.evidence.presets;

import java.math.BigDecimal;

/** The unit in which a source exports times. */
enum TimeUnit {
    /** Seconds. */
    SECONDS("s", 0),
    /** Thousandths of a second. */
    MILLISECONDS("ms", 3),
    /** Millionths of a second. */
    MICROSECONDS("µs", 6);

    private final String symbol;
    private final int power;

    TimeUnit(String symbol, int power) {
        this.symbol = symbol;
        this.power = power;
    }

    /** The unit's symbol. */
    String symbol() {
        return symbol;
    }

    /** How many of these units a number of seconds is, exactly. */
    BigDecimal ofSeconds(BigDecimal seconds) {
        return seconds.scaleByPowerOfTen(power).stripTrailingZeros();
    }
}
