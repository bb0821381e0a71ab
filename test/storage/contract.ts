import type { Journal } from '../../server/storage/journal.ts';
import { suite } from '../support/suite.ts';
import { commitsContract } from './commits-contract.ts';
import { historiesContract } from './histories-contract.ts';
import { listsContract } from './lists-contract.ts';
import { recordsContract } from './records-contract.ts';
import { settledContract } from './settled-contract.ts';

/** What every journal does, whatever it keeps its facts in. `open` gives an empty one. */
export function contract(
  name: string,
  open: () => Promise<Journal>,
  cleanUp: () => void = () => {},
): void {
  const test = suite(`the journal on ${name}`);
  let journal: Journal;
  const now = (): Journal => journal;
  test.before.each(async () => void (journal = await open()));
  test.after.each(() => journal.close());
  test.after(cleanUp);

  commitsContract(test, now);
  historiesContract(test, now);
  listsContract(test, now);
  recordsContract(test, now);
  settledContract(test, now);
}
