package shop.retrydelay;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

public class RetryDelay {
    private static final Duration BASE = Duration.ofMillis(200);
    private static final int MOST = 6;

    /** Exponential with jitter, so that clients that failed together do not return together. */
    public Duration before(int attempt) {
        long ceiling = BASE.toMillis() << Math.min(attempt, MOST);
        long jitter = ThreadLocalRandom.current().nextLong(ceiling / 2);
        return Duration.ofMillis(ceiling / 2 + jitter);
    }
}
