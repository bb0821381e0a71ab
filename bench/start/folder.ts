import { openFolderStorage } from '../../server/storage/folder-storage.ts';
import type { Person } from '../../protocol/ticket.ts';
import { fill } from '../../test/support/many-tickets.ts';

export interface FolderPlan {
  /** Closed tickets with five entries each, of about 1 KB of text. */
  readonly closed: number;
  /** Active ones beside them. */
  readonly active: number;
}

export interface Filled {
  readonly seconds: number;
  /** Of the data file, without what is free in it. */
  readonly used_bytes: number;
}

const by: Person = { account: '1', name: 'player', character: null, character_name: '' };
const text_chars = 250;

/** Puts so many tickets into a data folder that no server has open. */
export async function fillFolder(data: string, { closed, active }: FolderPlan): Promise<Filled> {
  const began = performance.now();
  const texts = [0, 1, 2].map((i) => textOf(i));
  await fill(
    data,
    { count: closed, by, subject: subjectOf, texts, isClosed: true },
    { count: active, by, subject: subjectOf },
  );
  const seconds = (performance.now() - began) / 1000;
  const opened = await openFolderStorage(data);
  if (!opened.ok) throw new Error(opened.sentence);
  const { used_bytes } = opened.disk.figures();
  await opened.storage.close();
  return { seconds, used_bytes };
}

/** Words of subjects: some of them are in many, and each number is in one. */
export function subjectOf(i: number): string {
  return `${wordOf(i)} near ${wordOf(i * 7 + 3)} since ${wordOf(i * 31 + 5)} ${i}`;
}

export function wordOf(i: number): string {
  const first = beginnings[i % beginnings.length]!;
  return first + endings[Math.floor(i / beginnings.length) % endings.length]!;
}

const beginnings = 'stuck horse bank gate boat house guild quest armor sword scroll dragon'.split(
  ' ',
);
const endings = [
  '',
  's',
  'ed',
  'ing',
  'er',
  'ful',
  'less',
  'ish',
  'like',
  'ward',
  'man',
  'ton',
  'by',
];

function textOf(i: number): string {
  return Array.from({ length: text_chars / 5 }, (_, at) => wordOf(i + at * 11))
    .join(' ')
    .slice(0, text_chars);
}
