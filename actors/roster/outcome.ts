import {
  refuse,
  refused,
  refusedSaying,
  type Refusal,
  type Refused,
} from '../../protocol/refusals.ts';
import type { Edited } from '../records/writer.ts';

/** A name that looks like an existing one. `what`: `a group`. */
export function looksTaken(what: string, name: string): Refused {
  return refusedSaying('name_taken', `There is ${what} named ${name}, which looks the same.`);
}

/** The refusal that a shard gets for an edit; undefined if the edit is on disk. */
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

/** The same in a sentence for a person. */
export function notStored(edited: Failed): Refused {
  switch (edited) {
    case 'full':
      return refusedSaying('roster_full', 'There are as many of these as there may be.');
    case 'busy':
      return refusedSaying('busy', 'The server has too much to write at the moment: try again.');
    case 'rejected':
      return refused('storage_unavailable');
  }
}
