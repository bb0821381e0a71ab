import type { LuaFunction } from 'fengari';
import type { HostContext } from './host-context.ts';
import { intArg, push, textArg } from '../lua/marshal.ts';

/** The parts of a local time. */
type WallTime = Readonly<Record<(typeof parts)[number], number>>;

const parts = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const;
/** Time zones that are cached. */
const zones_max = 16;
const name_chars_max = 64;
const formats = new Map<string, Intl.DateTimeFormat>();

/** The global `clock`: local times of a zone. */
export function clockFunctions(host: HostContext): Record<string, LuaFunction> {
  return {
    at(L) {
      host.meter.charge(L, 200);
      const [at, zone] = [intArg(L, 1), textArg(L, 2)];
      if (at === null) return refused(L, 'the time is no number');
      if (zone === null) return refused(L, 'the time zone is no text');
      const time = zonedTime(at, zone);
      if (time === undefined) return refused(L, 'there is no such time or time zone');
      push(L, time);
      return 1;
    },
  };
}

const refused = (L: Parameters<LuaFunction>[0], reason: string): number => {
  push(L, null);
  push(L, reason);
  return 2;
};

/**
 * `zone`: an IANA name such as `Europe/Berlin`. Undefined if there is no such zone, or if the time
 * is out of range.
 */
export function zonedTime(at: number, zone: string): WallTime | undefined {
  const format = formatOf(zone);
  if (format === undefined || Number.isNaN(new Date(at).getTime())) return undefined;
  const told = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  return Object.fromEntries(parts.map((part) => [part, told.get(part) ?? 0])) as WallTime;
}

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  // An offset such as +01:00 is no zone: it has no daylight saving time.
  if (zone.length > name_chars_max || !/^[A-Za-z]/u.test(zone)) return undefined;
  try {
    const format = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    if (formats.size >= zones_max) formats.clear();
    formats.set(zone, format);
    return format;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
