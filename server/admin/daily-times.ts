/** The last moment, not after `now`, at which the clock of the machine showed this hour. */
export function lastHour(now: number, hour: number): number {
  const at = atHour(now, 0, hour);
  return at <= now ? at : atHour(now, -1, hour);
}

/** An hour that a change of the clock leaves out is the one after it. */
function atHour(now: number, days: number, hour: number): number {
  const day = new Date(now);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days, hour).getTime();
}

/** A name that sorts by time: `2026-11-30-040000`, in local time. */
export function nameAt(now: number): string {
  const at = new Date(now);
  const date = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${date}-${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
