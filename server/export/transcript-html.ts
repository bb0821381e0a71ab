import type { Entry } from '../../protocol/ticket.ts';
import { escaped, factList, isolated, page_end, pageTop } from './html.ts';
import { headLines } from './head-lines.ts';
import type { Speech } from './reader.ts';
import { sentenceOf } from './sentence.ts';
import type { TranscriptWriter } from './transcript-writer.ts';

/** A page to read and to print. `back`: a link to what lists the tickets. */
export function htmlTranscript(
  speech: Speech,
  back?: { href: string; name: string },
): TranscriptWriter {
  const { words } = speech;
  const inDays = entriesInDays(speech);
  return {
    begin(head, audience) {
      const title = `${words.number(head.number)}: ${head.subject}`;
      const facts = headLines(head, speech).map(
        ([name, value]) => [name, isolated(value)] as const,
      );
      return [
        pageTop(speech.language, title),
        back === undefined ? '' : `<p><a href="${back.href}">${escaped(back.name)}</a></p>\n`,
        `<header>\n<h1 dir="auto">${escaped(head.subject)}</h1>\n`,
        `<p class="muted">${escaped(words.number(head.number))}</p>\n`,
        audience === 'support' ? `<p class="warning">${escaped(words.withNotes)}</p>\n` : '',
        factList(facts),
        `<p class="muted">${escaped(words.zone(speech.zone))}</p>\n</header>\n<main>\n`,
        head.seq === 0 ? `<p class="muted">${escaped(words.empty)}</p>\n` : '',
      ].join('');
    },
    entries: inDays,
    end: () => `</main>\n${page_end}`,
  };
}

/** Entries as markup, with a heading before the first of each day. */
export function entriesInDays(speech: Speech): (entries: readonly Entry[]) => string {
  let day: string | undefined;
  return (entries) => {
    const parts: string[] = [];
    for (const entry of entries) {
      const today = speech.day(entry.at);
      if (today !== day) parts.push(`<h2>${escaped(today)}</h2>\n`);
      day = today;
      parts.push(entryMarkup(entry, speech));
    }
    return parts.join('');
  };
}

function entryMarkup(entry: Entry, speech: Speech): string {
  const { by, at, surface, what } = entry;
  const { words } = speech;
  const time = `<time datetime="${new Date(at).toISOString()}">${escaped(speech.clock(at))}</time>`;
  if (what.kind !== 'message' && what.kind !== 'note')
    return `<p class="sentence">${marked(entry, speech)} ${time}</p>\n`;
  const side = what.kind === 'note' ? words.note : words.sides[by.side];
  const where = [side, words.surface[surface]].filter((word) => word !== '').join(' · ');
  const name = isolated(by.name || words.somebody);
  return [
    `<article class="entry ${what.kind === 'note' ? 'note' : by.side}">\n`,
    `<p class="top"><strong>${name}</strong> <span class="muted">${escaped(where)}</span> ${time}</p>\n`,
    `<div class="text" dir="auto">${escaped(what.body)}</div>\n</article>\n`,
  ].join('');
}

/** Stand for the markup around what people chose; no text has them, for controls are refused. */
const [from, to] = ['\u0001', '\u0002'];

/** The sentence is escaped as a whole, since words are ours and names are theirs. */
function marked(entry: Entry, speech: Speech): string {
  const clean = (text: string): string => text.replaceAll(from, '').replaceAll(to, '');
  const sentence = sentenceOf(entry, speech, (text) => from + clean(text) + to);
  return escaped(sentence).replaceAll(from, '<bdi>').replaceAll(to, '</bdi>');
}
