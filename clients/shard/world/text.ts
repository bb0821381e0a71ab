import { cutText } from '../../../protocol/cut.ts';
import { stripVTControlCharacters, styleText } from 'node:util';

/** Text that is safe for a terminal: nothing moves the cursor or changes colours. */
export function plain(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/[^\P{Cc}\n]/gu, '');
}

/** Lines of at most so many columns, broken between words where possible. */
export function wrap(text: string, columns: number, indent = ''): string[] {
  const width = Math.max(columns - indent.length, 10);
  return text.split('\n').flatMap((line) => {
    const lines: string[] = [];
    let rest = line;
    while (rest.length > width) {
      const blank = rest.lastIndexOf(' ', width);
      const cut = blank > 0 ? blank : cutText(rest, width).length;
      lines.push(indent + rest.slice(0, cut));
      rest = rest.slice(cut).trimStart();
    }
    return [...lines, indent + rest];
  });
}

export type Tone = 'plain' | 'title' | 'reply' | 'quiet' | 'wrong';

const styles = {
  title: ['bold', 'cyan'],
  reply: ['yellow'],
  quiet: ['dim'],
  wrong: ['red'],
} as const;

/** Coloured, if the output has colours. */
export function toned(text: string, tone: Tone, hasColours: boolean): string {
  return tone === 'plain' || !hasColours ? text : styleText([...styles[tone]], text);
}
