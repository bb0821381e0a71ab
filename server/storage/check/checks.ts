import type { Check, Checked } from './checked.ts';
import { checkFiles } from './files.ts';
import { checkLists } from './lists.ts';
import { checkDue, checkRecords } from './records.ts';
import { checkOrphans, checkTickets } from './tickets.ts';

/** All that is checked, in this order: later ones know what earlier ones learnt. */
const checks: ReadonlyArray<{ readonly what: string; readonly run: Check }> = [
  { what: 'The tickets', run: checkTickets },
  { what: 'The histories', run: checkOrphans },
  { what: 'The lists of closed tickets', run: checkLists },
  { what: 'The records', run: checkRecords },
  { what: 'What is due', run: checkDue },
  { what: 'The files', run: checkFiles },
];

export async function runChecks(checked: Checked): Promise<void> {
  for (const { what, run } of checks) {
    try {
      await run(checked);
    } catch (error) {
      checked.findings.unreadable(what, error);
    }
  }
}
