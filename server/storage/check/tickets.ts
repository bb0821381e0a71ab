import { asRewritten } from '../../../actors/ticket/erase.ts';
import { isActive, type Ticket } from '../../../actors/ticket/state.ts';
import { summarize } from '../../../actors/ticket/summary.ts';
import { same } from '../../../protocol/same.ts';
import { decode } from '../packed/codec.ts';
import { headOf, ticketOf } from '../packed/row.ts';
import { readRecord } from '../rows/records.ts';
import { numberKey } from '../rows/keys.ts';
import { readWhole } from './histories.ts';
import type { Check, Checked } from './checked.ts';
import { placesOf } from './places.ts';
import { keysOf, rowsOf } from './read-pages.ts';

const not_folded = 'tickets whose snapshot is not their history';

/** Each snapshot against its history, its number and the place where it is kept. */
export const checkTickets: Check = async (checked) => {
  const { dbs, findings } = checked;
  for (const name of ['active', 'settled'] as const) {
    try {
      for await (const { key, value } of rowsOf(dbs[name])) {
        const id = String(key);
        try {
          await checkTicket(checked, id, value, name);
        } catch (error) {
          findings.unreadable(`Ticket ${id}`, error);
        }
      }
    } catch (error) {
      findings.unreadable(`What is ${name === 'active' ? 'open' : 'closed'}`, error);
    }
  }
};

async function checkTicket(
  checked: Checked,
  id: string,
  row: Buffer,
  name: 'active' | 'settled',
): Promise<void> {
  const { dbs, findings, position, learnt, onRows } = checked;
  const ticket = ticketOf(row);
  learnt.tickets += 1;
  learnt.number = Math.max(learnt.number, ticket.number);
  const called = nameOf(ticket);
  if (
    isActive(ticket) !== (name === 'active') ||
    (name === 'settled' && dbs.active.doesExist(id))
  ) {
    findings.add(
      'tickets in the wrong place',
      `${called} is kept as ${name === 'active' ? 'open' : 'closed'}, which it is not.`,
    );
  }
  if (headOf(row) > position) {
    findings.add(
      'tickets from the future',
      `${called} was changed at position ${headOf(row)}, but the data ends at ${position}.`,
    );
  }
  checkNumber(checked, id, ticket);
  for (const { list, entry } of placesOf(summarize(ticket))) {
    learnt.lists.add(list, entry, 0, entry.length);
  }
  const history = await readWhole(dbs.tickets, id);
  onRows(1 + history.rows);
  switch (history.kind) {
    case 'none':
      findings.add('tickets without a history', `${called} has no history.`);
      return;
    case 'wrong':
      findings.add(
        'tickets with a wrong history',
        `The history of ${called} is wrong: ${history.why}.`,
      );
      return;
    case 'whole': {
      const missing = history.fileRows.filter(
        ({ key }) => readRecord(dbs, 'files', key) === undefined,
      );
      if (missing.length > 0) {
        findings.add('files of entries', `${called} names files of which nothing is recorded.`);
      }

      const told = asRewritten(history.ticket, ticket.rewritten);
      const differing = fieldsThatDiffer(ticket, told);
      if (differing.length === 0) return;
      const what = differing.join(', ');
      findings.add(not_folded, `${called} is not what its history says: ${what} differ.`);
    }
  }
}

function checkNumber({ dbs, findings }: Checked, id: string, ticket: Ticket): void {
  const stored = dbs.index.get(numberKey(ticket.number));
  const found = stored === undefined ? undefined : (decode(stored) as string);
  if (found === id) return;
  const what = found === undefined ? 'leads nowhere' : `leads to ${found}`;
  findings.add('numbers of tickets', `The number of ${nameOf(ticket)} ${what}.`);
}

function fieldsThatDiffer(a: Ticket, b: Ticket): string[] {
  return (Object.keys(b) as Array<keyof Ticket>).filter((field) => !same(a[field], b[field]));
}

function nameOf({ number, id }: Ticket): string {
  return `Ticket ${number} (${id})`;
}

/** Histories and receipts of tickets that there are not, and numbers of such. */
export const checkOrphans: Check = async ({ dbs, findings, onRows }) => {
  let last: string | undefined;
  for await (const key of keysOf(dbs.tickets)) {
    const [id] = key as [string];
    if (id === last) continue;
    last = id;
    if (dbs.active.doesExist(id) || dbs.settled.doesExist(id)) continue;
    findings.add('histories of no ticket', `There is a history of ${id}, but no snapshot.`);
  }
  for await (const { key, value } of rowsOf(dbs.index, { start: ['number'], end: ['number!'] })) {
    onRows(1);
    const id = decode(value) as string;
    if (dbs.active.doesExist(id) || dbs.settled.doesExist(id)) continue;
    const [, number] = key as [string, number];
    findings.add(
      'numbers of no ticket',
      `The number ${number} leads to ${id}, which is not there.`,
    );
  }
};
