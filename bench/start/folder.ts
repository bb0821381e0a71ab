import type { Person } from '../../protocol/ticket.ts';
import type { BehindTables } from '../../server/storage/behind/behind-tables.ts';
import { openFolderStorage } from '../../server/storage/folder/folder-storage.ts';
import { fill, putMany } from '../../test/support/many-tickets.ts';
import { ticketNumbers } from '../../test/support/ticket-numbers.ts';

export interface FolderPlan {
  /** Closed tickets with five entries each, of about 1 KB of text. */
  readonly closed: number;
  /** Active ones beside them. */
  readonly active: number;
}

const by: Person = { account: '1', name: 'player', character: null, character_name: '' };
const text_chars = 250;

/** Puts so many tickets into a data folder that no server has open. Gives the seconds it took. */
export async function fillFolder(data: string, { closed, active }: FolderPlan): Promise<number> {
  const began = performance.now();
  const texts = [0, 1, 2].map((i) => textOf(i, text_chars));
  await fill(
    data,
    { count: closed, by, subject: subjectOf, texts, isClosed: true },
    { count: active, by, subject: subjectOf },
  );
  return (performance.now() - began) / 1000;
}

/** Written at a time while the tables stand still: small, for there is a bound on what they wait for. */
const in_log_together = 50;
/** Long texts: of short ones so many bytes would be more rows than may wait. */
const in_log_chars = 4_000;

/**
 * Puts tickets into the log of a folder until so many bytes are not in its tables, which stand still.
 * The folder stays open: whoever wants to see such a start kills this process.
 */
export async function fillLog(data: string, bytes: number): Promise<void> {
  const opened = await openFolderStorage(data);
  if (!opened.ok) throw new Error(opened.sentence);
  const { storage, replica, behindFigures } = opened;
  (replica.tables as BehindTables).writer.halt();
  const given = ticketNumbers(storage);
  const texts = [0, 1, 2].map((i) => textOf(i, in_log_chars));
  const filling = { count: 0, by, subject: subjectOf, texts };
  const count = in_log_together;
  for (let from = 1; behindFigures().bytes < bytes; from += count) {
    await putMany(storage, given, filling, { from, count });
  }
}

/** Words that many subjects have, and a number that one has. */
function subjectOf(i: number): string {
  return `${wordOf(i)} near ${wordOf(i * 7 + 3)} since ${wordOf(i * 31 + 5)} ${i}`;
}

/** One of the words of subjects, each of which is in about as many. */
export function wordOf(i: number): string {
  const beginning = beginnings[i % beginnings.length]!;
  return beginning + endings[Math.floor(i / beginnings.length) % endings.length]!;
}

const beginnings = 'stuck horse bank gate boat house guild quest armor sword scroll dragon'.split(
  ' ',
);
const endings = ',s,ed,ing,er,ful,less,ish,like,ward,man,ton,by'.split(',');

function textOf(i: number, chars: number): string {
  const words = Array.from({ length: chars }, (_, at) => wordOf(i + at * 11));
  return words.join(' ').slice(0, chars);
}
