import { refuse, type Refusal } from '../../protocol/refusals.ts';
import type { Edited } from './writer.ts';

/** What became of something that an operator asked for; the sentence is for a person. */
export type Managed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly sentence: string };

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

/** The same for a person. */
export function sentenceOf(edited: Exclude<Edited, 'durable' | 'kept'>): string {
  switch (edited) {
    case 'full':
      return 'There are as many of these as there may be.';
    case 'busy':
      return 'The server has too much to write at the moment: try again.';
    case 'rejected':
      return 'The change could not be stored, so nothing changed: try again.';
  }
}

export function failed(edited: Edited): edited is Exclude<Edited, 'durable' | 'kept'> {
  return edited !== 'durable' && edited !== 'kept';
}
