import { isMarker } from '../../actors/records/marker.ts';
import { logLimits, ticketOfSubject } from './log.ts';
import type { Change } from '../../actors/ticket/event.ts';
import type { Entry } from './entry.ts';
import { storageLimits } from './limits.ts';
import { keyFits } from './keys.ts';

const subject_words_chars_max = 32;
const subject_chars_max = storageLimits.key_chars_max + subject_words_chars_max;

/** What every log and table checks, whatever holds the data. These throw, saying why. */

function checkKey(key: string): void {
  if (!keyFits(key)) throw new Error(`cannot be part of a key: ${JSON.stringify(key)}`);
}

/** A key with words before it, which say what it is about. */
function checkSubject(subject: string): void {
  if (keyFits(subject, subject_chars_max)) return;
  throw new Error(`cannot be a subject: ${JSON.stringify(subject)}`);
}

/** All that can be wrong in an entry before it is in the log: what is in there can be applied. */
export function checkEntry(subject: string, entry: Entry): void {
  switch (entry.type) {
    case 'turn':
      checkKey(ticketOfSubject(subject) ?? '');
      for (const { key } of entry.receipts) checkKey(key);
      for (const { change } of entry.events) for (const key of keysIn(change)) checkKey(key);
      return;
    case 'records':
      for (const { key } of [...entry.puts, ...(entry.done ?? [])]) checkKey(key);
      return;
    case 'marks':
      for (const { key, value } of entry.marks) {
        checkKey(key);
        if (value !== undefined && !isMarker(value)) throw new Error(`not a marker: ${key}`);
      }
      return;
  }
}

/** What of a change comes to stand in keys of the tables: whoever has the ticket in a list. */
function keysIn(change: Change): readonly string[] {
  switch (change.type) {
    case 'ticket_opened':
      return [change.id, ...change.participants.map(({ account }) => account)];
    case 'participants_added':
      return change.people.map(({ account }) => account);
    case 'ticket_assigned':
      return [change.to.account];
    default:
      return [];
  }
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
