import { refusals, refuse, type Refusal, type RefusalCode } from '../../protocol/refusals.ts';
import type { Edited } from '../records/writer.ts';

/** Why something was not done; the sentence is for a person. */
export interface NotDone {
  readonly ok: false;
  readonly code: RefusalCode;
  readonly sentence: string;
}

/** What became of something that an operator asked for. */
export type Managed<T> = { readonly ok: true; readonly value: T } | NotDone;

/** `sentence` takes the place of the code's own. */
export function notDone(code: RefusalCode, sentence: string = refusals[code].sentence): NotDone {
  return { ok: false, code, sentence };
}

/** A name that would be taken for one that there is. `what`: `a group`. */
export function looksTaken(what: string, name: string): NotDone {
  return notDone('name_taken', `There is ${what} named ${name}, which looks the same.`);
}

/** The refusal that a shard gets of an edit; none when what it told is on disk. */
export function refusalOf(edited: Edited): Refusal | undefined {
  switch (edited) {
    case 'durable':
    case 'kept':
      return undefined;
    case 'full':
      return refuse('roster_full');
    case 'busy':
      return refuse('busy');
    case 'rejected':
      return refuse('storage_unavailable');
  }
}

export type Failed = Exclude<Edited, 'durable' | 'kept'>;

export function failed(edited: Edited): edited is Failed {
  return edited !== 'durable' && edited !== 'kept';
}

/** The same for a person. */
export function notStored(edited: Failed): NotDone {
  switch (edited) {
    case 'full':
      return notDone('roster_full', 'There are as many of these as there may be.');
    case 'busy':
      return notDone('busy', 'The server has too much to write at the moment: try again.');
    case 'rejected':
      return notDone('storage_unavailable');
  }
}
