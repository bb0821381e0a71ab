/** The pause before the second attempt, and the longest there is. */
export const backoff_first_ms = 1_000;
export const backoff_ms_max = 20_000;
/**
 * Milliseconds to wait before attempt number `attempt` (2 is the first after a loss). Doubles, and
 * half of it is left to `random` (0 to 1), so that a restarted server is not met by all at once.
 */
export function backoff_ms(attempt, random) {
    const doublings = Math.min(Math.max(attempt - 2, 0), 16);
    const whole = Math.min(backoff_first_ms * 2 ** doublings, backoff_ms_max);
    return whole / 2 + (whole / 2) * random;
}
