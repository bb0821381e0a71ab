import { logLimits } from '../log.ts';
import { storageLimits } from '../storage-limits.ts';
import { keyFits } from '../rows/keys.ts';

const subject_words_chars_max = 32;
const subject_chars_max = storageLimits.key_chars_max + subject_words_chars_max;

/** What every log and table checks, whatever holds the data. These throw, saying why. */

/** A key with words before it, which say what it is about. */
function checkSubject(subject: string): void {
  if (keyFits(subject, subject_chars_max)) return;
  throw new Error(`cannot be a subject: ${JSON.stringify(subject)}`);
}

/** More than one entry may hold. */
export class EntryTooLarge extends Error {}

/** What every log checks before it takes an entry, whose bytes were checked where they were made. */
export function checkAppend(subject: string, bytes: Uint8Array): void {
  checkSubject(subject);
  const { entry_bytes_max } = logLimits;
  if (bytes.length <= entry_bytes_max) return;
  throw new EntryTooLarge(`${bytes.length} bytes to write, entry_bytes_max is ${entry_bytes_max}`);
}
