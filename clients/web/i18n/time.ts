import { computed, signal } from '@preact/signals';
import { locale } from './language.ts';

const tick_ms = 15_000;
const minute_ms = 60_000;
const hour_ms = 60 * minute_ms;
const day_ms = 24 * hour_ms;

const formats = computed(() => ({
  relative: new Intl.RelativeTimeFormat(locale.value, { numeric: 'auto', style: 'short' }),
  full: new Intl.DateTimeFormat(locale.value, { dateStyle: 'full', timeStyle: 'medium' }),
  lengths: { minute: lengthIn('minute'), hour: lengthIn('hour'), day: lengthIn('day') },
  clock: new Intl.DateTimeFormat(locale.value, { timeStyle: 'short' }),
  day: new Intl.DateTimeFormat(locale.value, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  }),
}));

let offset_ms = 0;

/** The server's present time, updated every few seconds. */
export const now = signal(Date.now());

export function setServerTime(time: number): void {
  offset_ms = time - Date.now();
  now.value = time;
}

export function startTime(): void {
  setInterval(() => (now.value = Date.now() + offset_ms), tick_ms);
}

/** "12 min", "3 hr", "2 days": time passed until now. */
export function waited(since: number): string {
  const { lengths } = formats.value;
  const past_ms = Math.max(0, now.value - since);
  if (past_ms < hour_ms) return lengths.minute.format(Math.floor(past_ms / minute_ms));
  if (past_ms < day_ms) return lengths.hour.format(Math.floor(past_ms / hour_ms));
  return lengths.day.format(Math.floor(past_ms / day_ms));
}

/** "5 min. ago", "yesterday". */
export function ago(at: number): string {
  const { relative } = formats.value;
  const past_ms = Math.max(0, now.value - at);
  if (past_ms < minute_ms) return relative.format(0, 'second');
  if (past_ms < hour_ms) return relative.format(-Math.floor(past_ms / minute_ms), 'minute');
  if (past_ms < day_ms) return relative.format(-Math.floor(past_ms / hour_ms), 'hour');
  if (past_ms < 30 * day_ms) return relative.format(-Math.floor(past_ms / day_ms), 'day');
  if (past_ms < 365 * day_ms) return relative.format(-Math.floor(past_ms / (30 * day_ms)), 'month');
  return relative.format(-Math.floor(past_ms / (365 * day_ms)), 'year');
}

export const fullTime = (at: number): string => formats.value.full.format(at);
export const clockTime = (at: number): string => formats.value.clock.format(at);
/** Names the day; equal for times of the same day. */
export const dayOf = (at: number): string => formats.value.day.format(at);

function lengthIn(unit: 'minute' | 'hour' | 'day'): Intl.NumberFormat {
  return new Intl.NumberFormat(locale.value, { style: 'unit', unit, unitDisplay: 'short' });
}
