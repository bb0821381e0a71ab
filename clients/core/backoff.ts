/** The pause before the second attempt, and the longest pause. */
export const backoff_first_ms = 1_000;
export const backoff_ms_max = 20_000;

/**
 * Pause in milliseconds before attempt number `attempt` (2 is the first after a loss). It doubles
 * each time; half of it depends on `random` (0 to 1), so that clients do not all return to a
 * restarted server at once.
 */
export function backoff_ms(attempt: number, random: number): number {
  const doublings = Math.min(Math.max(attempt - 2, 0), 16);
  const whole = Math.min(backoff_first_ms * 2 ** doublings, backoff_ms_max);
  return whole / 2 + (whole / 2) * random;
}
