import { closest, distance } from 'fastest-levenshtein';
import { cutWithEllipsis } from '../../protocol/cut.ts';
import { settingsTable } from './settings-table.ts';

/** Read by the example world at a terminal and by the tests, and set in one shell with the server. */
const others = /^SHARDBELL_(?:SERVER|SHARD_KEY|PLAYER|TEST_\w*)$/u;
/** A mistyped name is no further from the one that was meant. */
const typos_max = 3;
/** Variables that are named; a system has few. */
const named_max = 20;
const name_chars_max = 100;

/** One sentence for each variable that looks like a setting and is none. */
export function unknownVariables(environment: Readonly<Record<string, unknown>>): string[] {
  const known = Object.values(settingsTable).map(({ env }) => env);
  return Object.keys(environment)
    .filter((name) => /^SHARDBELL_/iu.test(name) && !known.includes(name) && !others.test(name))
    .slice(0, named_max)
    .map((name) => {
      const near = closest(name.toUpperCase(), known);
      const isNear = distance(name.toUpperCase(), near) <= typos_max;
      const hint = isNear ? `did you mean ${near}?` : 'see shardbell help settings.';
      return `${cutWithEllipsis(name, name_chars_max)} is no setting and has no effect: ${hint}`;
    });
}
