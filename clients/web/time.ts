import { signal } from '@preact/signals';
import { texts } from './texts.ts';

const tick_ms = 15_000;
const minute_ms = 60_000;
const hour_ms = 60 * minute_ms;
const day_ms = 24 * hour_ms;

const language = readersLanguage();

const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' });
const full = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'medium' });
const clock = new Intl.DateTimeFormat(language, { timeStyle: 'short' });
const day = new Intl.DateTimeFormat(language, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});
const count = new Intl.NumberFormat(language);

let offset_ms = 0;

/** The server's present time, renewed every few seconds. */
export const now = signal(Date.now());

export function setServerTime(time: number): void {
  offset_ms = time - Date.now();
  now.value = time;
}

export function startTime(): void {
  setInterval(() => (now.value = Date.now() + offset_ms), tick_ms);
}

/** "5 min. ago", "yesterday". */
export function ago(at: number): string {
  const past_ms = Math.max(0, now.value - at);
  if (past_ms < minute_ms) return relative.format(0, 'second');
  if (past_ms < hour_ms) return relative.format(-Math.floor(past_ms / minute_ms), 'minute');
  if (past_ms < day_ms) return relative.format(-Math.floor(past_ms / hour_ms), 'hour');
  if (past_ms < 30 * day_ms) return relative.format(-Math.floor(past_ms / day_ms), 'day');
  if (past_ms < 365 * day_ms) return relative.format(-Math.floor(past_ms / (30 * day_ms)), 'month');
  return relative.format(-Math.floor(past_ms / (365 * day_ms)), 'year');
}

export const fullTime = (at: number): string => full.format(at);
export const clockTime = (at: number): string => clock.format(at);
/** Names the day; equal for times of one day. */
export const dayOf = (at: number): string => day.format(at);
export const number = (n: number): string => count.format(n);

/** The reader's own English where it is one, so that dates look as they are used to. */
function readersLanguage(): string {
  const wished = navigator.language;
  if (!wished.startsWith(texts.language)) return texts.language;
  try {
    // Chromium takes the name of a POSIX locale for a language tag: `en-US@posix`.
    return Intl.getCanonicalLocales(wished)[0] ?? texts.language;
  } catch {
    return texts.language;
  }
}
