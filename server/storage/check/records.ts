import { readRecord } from '../../../actors/discord/reconciler/record.ts';
import {
  accountOfNotice,
  notices_per_account_max,
  type StoredNotice,
} from '../apply/notice-rows.ts';
import { of_all } from '../apply/batch.ts';
import { storedRow } from '../apply/view.ts';
import type { Position } from '../log.ts';
import { decode } from '../packed/codec.ts';
import { ticketOf } from '../packed/row.ts';
import { readRecord as recordIn } from '../rows/records.ts';
import { ticketOfDue } from './due-ticket.ts';
import type { Check, Checked } from './checked.ts';
import { rowsOf } from './read-pages.ts';

type Value = readonly [key: string, value: unknown];

/** Records beside the tickets: that each can be read, and those that name a ticket against it. */
export const checkRecords: Check = async (checked) => {
  const { dbs, findings, onRows } = checked;
  const notices = { account: '', count: 0 };
  for await (const { key, value } of rowsOf(dbs.records)) {
    onRows(1);
    const [space, name] = key as [string, string];
    try {
      const found: Value = [name, decode(value)];
      if (space === 'notice') checkNotice(checked, found, notices);
      if (space === 'discord') checkDiscord(checked, found);
    } catch (error) {
      findings.unreadable(`The record ${space} ${name}`, error);
    }
  }
  checkNumbers(checked);
};

function checkNotice(
  { dbs, findings }: Checked,
  [key, value]: Value,
  seen: { account: string; count: number },
): void {
  const account = accountOfNotice(key);
  seen.count = account === seen.account ? seen.count + 1 : 1;
  seen.account = account;
  if (seen.count === notices_per_account_max + 1) {
    findings.add('accounts with too many notices', `Account ${account} has too many notices.`);
  }
  const { ticket: id, number, publicSeq } = value as Partial<StoredNotice>;
  if (id === undefined) return;
  const row = storedRow(dbs, id);
  const ticket = row === undefined ? undefined : ticketOf(row);
  if (ticket !== undefined && ticket.number === number && publicSeq! <= ticket.publicSeq) return;
  const what = ticket === undefined ? 'which is not there' : 'which has no such entry';
  findings.add(
    'notices',
    `A notice for account ${account} is of ticket ${number} (${id}), ${what}.`,
  );
}

function checkDiscord({ dbs, findings }: Checked, [key, value]: Value): void {
  const [kind, id = ''] = key.split('/');
  if (kind !== 'ticket' && kind !== 'past') return;
  const record = readRecord(value);
  if (record.ticket !== id) {
    findings.add('records of Discord', `What is known of ${id} on Discord is of ${record.ticket}.`);
  }
  if (storedRow(dbs, id) === undefined) {
    const sentence = `Ticket ${record.number} (${id}) has a channel on Discord, but is not there.`;
    findings.add('records of Discord', sentence);
  }
  if (kind === 'past' && dbs.records.doesExist(['discord', `ticket/${id}`])) {
    const sentence = `Ticket ${record.number} (${id}) is on Discord twice, now and as past.`;
    findings.add('records of Discord', sentence);
  }
}

/** No number that was given may be given again. */
function checkNumbers({ dbs, findings, learnt }: Checked): void {
  const last = recordIn(dbs, 'numbers', 'last/ticket') as { readonly number: number } | undefined;
  const earlier = recordIn(dbs, 'numbers', 'ticket') as number | undefined;
  let claimed = 0;
  const claims = { start: ['number', Infinity], end: ['number', 0], reverse: true, limit: 1 };
  for (const key of dbs.claims.getKeys(claims)) claimed = (key as [string, number])[1];
  const given = Math.max(last?.number ?? 0, earlier ?? 0, claimed);
  if (given >= learnt.number) return;
  const sentence = `The last number that was given is ${given}, but there is a ticket ${learnt.number}: new tickets would get numbers that are taken.`;
  findings.add('numbers', sentence);
}

/** Due work and positions: nothing is of a ticket that is not there, or of a later moment. */
export const checkDue: Check = async ({ dbs, findings, position }) => {
  const isForDiscord = dbs.records.doesExist(['discord', 'meta']);
  for await (const { key, value } of rowsOf(dbs.due)) {
    const [work] = key as [string, string];
    const at = decode(value) as Position;
    const id = ticketOfDue(key as [string, string]);
    if (storedRow(dbs, id) === undefined) {
      findings.add('due work', `Work for ${work} is due for ticket ${id}, which is not there.`);
    } else if (at > position || (work === 'discord' && !isForDiscord)) {
      findings.add('due work', `Work for ${work} is due for ticket ${id}, which cannot be.`);
    }
  }
  for await (const { key, value } of rowsOf(dbs.positions)) {
    const at = decode(value) as Position;
    if (key === of_all || at <= position) continue;
    const sentence = `${String(key)} was changed at position ${at}, but the data ends at ${position}.`;
    findings.add('positions', sentence);
  }
  for await (const { value } of rowsOf(dbs.expiry)) decode(value);
};
