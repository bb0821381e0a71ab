import type { KeptFile } from '../../ticket/files.ts';
import { bridgeLimits } from '../discord-limits.ts';
import { escapeAndCut } from './markdown.ts';

/** Files of one message as its posts carry them: each of `posts` fits into one. */
export interface AttachedFiles {
  readonly posts: ReadonlyArray<readonly KeptFile[]>;
  /** What Discord takes from no bot. */
  readonly tooLarge: readonly KeptFile[];
}

export function attachedFiles(files: readonly KeptFile[]): AttachedFiles {
  const bytes_max = bridgeLimits.post_files_bytes_max;
  const posts: KeptFile[][] = [];
  let left = 0;
  for (const file of files) {
    if (file.bytes > bytes_max) continue;
    if (file.bytes > left || posts.length === 0) {
      posts.push([]);
      left = bytes_max;
    }
    posts.at(-1)!.push(file);
    left -= file.bytes;
  }
  return { posts, tooLarge: files.filter(({ bytes }) => bytes > bytes_max) };
}

/** Their names, for a text. */
export function namesOf(files: readonly KeptFile[]): string {
  return files.map(({ name }) => escapeAndCut(name, name_chars_max)).join(', ');
}

/** Where to find files that are not on Discord: short, so that it fits below the longest text. */
export function elsewhereLine(files: readonly KeptFile[], why: string, where: string): string {
  const names = escapeAndCut(files.map(({ name }) => name).join(', '), line_names_chars_max);
  return `📎 ${names}: ${why}. Find it ${where}`;
}

const name_chars_max = 200;
const line_names_chars_max = 60;
