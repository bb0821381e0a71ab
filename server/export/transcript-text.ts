import { nameShown, textShown } from '../../protocol/erased.ts';
import type { Entry } from '../../protocol/ticket.ts';
import { headLines } from './head-lines.ts';
import type { Speech } from './reader.ts';
import { sentenceOf } from './sentence.ts';
import type { TranscriptWriter } from './transcript-writer.ts';

const rule = '-'.repeat(60);

/** Plain text. What people wrote is indented, so that no line of it can pass for one of ours. */
export function textTranscript(speech: Speech): TranscriptWriter {
  const { words } = speech;
  let day: string | undefined;
  return {
    begin: (head, audience) =>
      [
        `${words.number(head.number)}: ${onOneLine(textShown(head.subject, words))}`,
        ...(audience === 'support' ? [words.withNotes] : []),
        ...headLines(head, speech).map(([name, value]) => `${name}: ${onOneLine(value)}`),
        words.zone(speech.zone),
        rule,
        ...(head.seq === 0 ? [words.empty] : []),
        '',
      ].join('\n'),
    entries: (entries) =>
      entries
        .map((entry) => {
          const today = speech.day(entry.at);
          const heading = today === day ? '' : `\n${today}\n\n`;
          day = today;
          return heading + entryText(entry, speech);
        })
        .join(''),
    end: () => '',
  };
}

function entryText(entry: Entry, speech: Speech): string {
  const { by, at, surface, what } = entry;
  const { words, size } = speech;
  if (what.kind !== 'message' && what.kind !== 'note')
    return `${speech.clock(at)} * ${onOneLine(sentenceOf(entry, speech, (text) => text))}\n\n`;
  const side = what.kind === 'note' ? words.note : words.sides[by.side];
  const where = [side, words.surface[surface]].filter((word) => word !== '').join(', ');
  const name = onOneLine(nameShown(by.name, words));
  const said = what.body === '' ? [] : textShown(what.body, words).split(breaks);
  const files = (what.files ?? []).map(
    (file) => `[${words.file}: ${onOneLine(file.name)}, ${size(file.bytes)}]`,
  );
  const lines = [...said, ...files].map((line) => `    ${line}`);
  return `${speech.clock(at)} ${name} (${where})\n${lines.join('\n')}\n\n`;
}

/** Whatever a program may show as the end of a line. */
const breaks = /\r\n|(?!\t)[\p{Cc}\p{Zl}\p{Zp}]/u;

function onOneLine(text: string): string {
  return text.split(breaks).join(' ');
}
