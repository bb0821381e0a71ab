import * as v from 'valibot';
import { de } from './words/de.ts';
import { en, type Words } from './words/en.ts';

/** Whom a saved page is for. */
export interface Reader {
  readonly language: Language;
  /** Such as `Europe/Berlin`. */
  readonly zone: string;
}

const languages = ['en', 'de'] as const;
type Language = (typeof languages)[number];

const zone_chars_max = 64;

/** As a browser tells it. */
export const readerForm = v.object({
  language: v.picklist(languages),
  zone: v.pipe(v.string(), v.maxLength(zone_chars_max), v.check(isZone, 'Not a time zone.')),
});

function isZone(zone: string): boolean {
  try {
    return zone !== '' && new Intl.DateTimeFormat('en', { timeZone: zone }).format(0) !== '';
  } catch {
    return false;
  }
}

/** What a page says and how it tells times, for one reader. */
export interface Speech {
  readonly language: Language;
  readonly zone: string;
  readonly words: Words;
  day(at: number): string;
  clock(at: number): string;
  full(at: number): string;
  /** Such as `1.2 MB`. */
  size(bytes: number): string;
}

export function speechFor({ language, zone }: Reader): Speech {
  const format = (how: Intl.DateTimeFormatOptions): ((at: number) => string) => {
    const made = new Intl.DateTimeFormat(language, { timeZone: zone, ...how });
    return (at) => made.format(at);
  };
  return {
    language,
    zone,
    words: language === 'de' ? de : en,
    day: format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
    clock: format({ hour: '2-digit', minute: '2-digit' }),
    size: (bytes) => sizeIn(language, bytes),
    full: format({ dateStyle: 'medium', timeStyle: 'short' }),
  };
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

function sizeIn(language: Language, bytes: number): string {
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const how = { style: 'unit', unit: units[step]!, maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(language, how).format(bytes / 1_000 ** step);
}
