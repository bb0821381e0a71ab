import { nameShown, textShown } from '../../protocol/erased.ts';
import type { Entry, File } from '../../protocol/ticket.ts';
import type { PlaceOf } from './attached.ts';
import { escaped, factList, isolated, page_end, pageTop } from './html.ts';
import { headLines } from './head-lines.ts';
import type { Speech } from './reader.ts';
import { sentenceOf } from './sentence.ts';
import type { TranscriptWriter } from './transcript-writer.ts';

/** A page to read and to print. `back`: a link to what lists the tickets; `placeOf`: files beside it. */
export function htmlTranscript(
  speech: Speech,
  back?: { href: string; name: string },
  placeOf?: PlaceOf,
): TranscriptWriter {
  const { words } = speech;
  const inDays = entriesInDays(speech, placeOf);
  return {
    begin(head, audience) {
      const title = `${words.number(head.number)}: ${textShown(head.subject, words)}`;
      const facts = headLines(head, speech).map(
        ([name, value]) => [name, isolated(value)] as const,
      );
      return [
        pageTop(speech.language, title),
        back === undefined ? '' : `<p><a href="${back.href}">${escaped(back.name)}</a></p>\n`,
        `<header>\n<h1 dir="auto">${escaped(textShown(head.subject, words))}</h1>\n`,
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
export function entriesInDays(
  speech: Speech,
  placeOf?: PlaceOf,
): (entries: readonly Entry[]) => string {
  let day: string | undefined;
  return (entries) => {
    const parts: string[] = [];
    for (const entry of entries) {
      const today = speech.day(entry.at);
      if (today !== day) parts.push(`<h2>${escaped(today)}</h2>\n`);
      day = today;
      parts.push(entryMarkup(entry, speech, placeOf));
    }
    return parts.join('');
  };
}

function entryMarkup(entry: Entry, speech: Speech, placeOf: PlaceOf): string {
  const { by, at, surface, what } = entry;
  const { words } = speech;
  const time = `<time datetime="${new Date(at).toISOString()}">${escaped(speech.clock(at))}</time>`;
  if (what.kind !== 'message' && what.kind !== 'note')
    return `<p class="sentence">${marked(entry, speech)} ${time}</p>\n`;
  const side = what.kind === 'note' ? words.note : words.sides[by.side];
  const where = [side, words.surface[surface]].filter((word) => word !== '').join(' · ');
  const name = isolated(nameShown(by.name, words));
  return [
    `<article class="entry ${what.kind === 'note' ? 'note' : by.side}">\n`,
    `<p class="top"><strong>${name}</strong> <span class="muted">${escaped(where)}</span> ${time}</p>\n`,
    `<div class="text" dir="auto">${escaped(textShown(what.body, words))}</div>\n`,
    filesMarkup(what.files, speech, placeOf),
    '</article>\n',
  ].join('');
}

function filesMarkup(
  files: readonly File[] | undefined,
  { words, size }: Speech,
  placeOf: PlaceOf,
): string {
  if (files === undefined || files.length === 0) return '';
  const items = files.map((file) => {
    const place = placeOf?.(file);
    const name = isolated(file.name);
    const shown =
      place === undefined || place === 'missing'
        ? name
        : `<a href="${hrefOf(place.path)}" rel="noreferrer" download>${name}</a>`;
    const told = place === 'missing' ? words.missing : size(file.bytes);
    return `<li>${escaped(words.file)}: ${shown} <span class="muted">${escaped(told)}</span></li>`;
  });
  return `<ul class="files">\n${items.join('\n')}\n</ul>\n`;
}

/** From a page that is one folder below the top of the archive. */
function hrefOf(path: string): string {
  return `../${path.split('/').map(encodeURIComponent).join('/')}`;
}

/** Stand for the markup around what people chose; no text has them, for controls are refused. */
const [from, to] = ['\u0001', '\u0002'];

/** The sentence is escaped as a whole, since words are ours and names are theirs. */
function marked(entry: Entry, speech: Speech): string {
  const clean = (text: string): string => text.replaceAll(from, '').replaceAll(to, '');
  const sentence = sentenceOf(entry, speech, (text) => from + clean(text) + to);
  return escaped(sentence).replaceAll(from, '<bdi>').replaceAll(to, '</bdi>');
}
