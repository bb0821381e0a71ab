import type { Person } from '../../protocol/ticket.ts';
import { fill } from '../../test/support/many-tickets.ts';

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
  const texts = [0, 1, 2].map(textOf);
  await fill(
    data,
    { count: closed, by, subject: subjectOf, texts, isClosed: true },
    { count: active, by, subject: subjectOf },
  );
  return (performance.now() - began) / 1000;
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

function textOf(i: number): string {
  const words = Array.from({ length: text_chars }, (_, at) => wordOf(i + at * 11));
  return words.join(' ').slice(0, text_chars);
}
