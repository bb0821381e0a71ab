/**
 * Adds a sample of every stored form that has none yet, and to those that are kept whatever entries
 * are newly made into, such as the rows of another database:
 *
 *     npm run samples
 *
 * What is kept is never written anew, nor removed: folders hold it.
 */
import { forms } from './forms.ts';
import { applied, idOf, readKept, tablesAfter, writeKept, type Kept } from './kept.ts';

const kept = readKept();
const known = new Set(kept.map(idOf));
let waiting = forms.filter((form) => !known.has(idOf(form)));
while (waiting.length > 0) {
  const has = new Set([null, ...kept.map(idOf)]);
  const next = waiting.filter(({ after }) => has.has(after));
  if (next.length === 0) throw new Error(`these come after none: ${waiting.map(idOf).join(', ')}`);
  kept.push(...next.map((form) => form.sample(kept)));
  waiting = waiting.filter((form) => !next.includes(form));
}
writeKept(kept.map(withWhatIsNew));

function withWhatIsNew(sample: Kept): Kept {
  const { made, due } = applied(tablesAfter(sample.after, kept), sample);
  return {
    ...sample,
    made: { ...made, ...sample.made },
    ...(Object.keys(due).length > 0 ? { due: { ...due, ...sample.due } } : {}),
  };
}
