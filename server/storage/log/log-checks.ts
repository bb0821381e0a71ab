import { logLimits } from '../log.ts';
import { storageLimits } from '../storage-limits.ts';
import { keyFits } from '../rows/keys.ts';

const subject_words_chars_max = 32;
const subject_chars_max = storageLimits.key_chars_max + subject_words_chars_max;

/** Checks that every log makes, whatever holds the data. They throw, saying why. */

/** A subject is a key with words before it that say what it is about. */
function checkSubject(subject: string): void {
  if (keyFits(subject, subject_chars_max)) return;
  throw new Error(`cannot be a subject: ${JSON.stringify(subject)}`);
}

/** The entry is larger than one may be. */
export class EntryTooLarge extends Error {}

/** Checks an entry before it is appended. Its content was checked when it was encoded. */
export function checkAppend(subject: string, bytes: Uint8Array): void {
  checkSubject(subject);
  const { entry_bytes_max } = logLimits;
  if (bytes.length <= entry_bytes_max) return;
  throw new EntryTooLarge(`${bytes.length} bytes to write, entry_bytes_max is ${entry_bytes_max}`);
}
