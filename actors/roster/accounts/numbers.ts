import { refuse, type Refusal } from '../../../protocol/refusals.ts';
import type { Sequence } from '../../records/sequences.ts';
import { rosterLimits } from '../roster-limits.ts';

/** Creates accounts, characters and factions under new numbers, one at a time per key. */
export class Numbers {
  readonly #sequence: Sequence;
  /** By key. */
  readonly #making = new Map<string, Promise<unknown>>();

  constructor(sequence: Sequence) {
    this.#sequence = sequence;
  }

  /** What is being created under a key, if anything; resolves when that exists or has failed. */
  making(key: string): Promise<unknown> | undefined {
    return this.#making.get(key);
  }

  /** Calls `make` with a new number. Nothing else may be in progress under the key. */
  async make<T>(
    key: string,
    isFull: boolean,
    make: (number: string) => Promise<T>,
  ): Promise<T | Refusal> {
    if (isFull) return refuse('roster_full');
    if (this.#making.size >= rosterLimits.making_max) return refuse('busy');
    const made = this.#make(make).finally(() => this.#making.delete(key));
    this.#making.set(key, made);
    return made;
  }

  async #make<T>(make: (number: string) => Promise<T>): Promise<T | Refusal> {
    const number = await this.#sequence.next();
    return number === undefined ? refuse('storage_unavailable') : make(String(number));
  }
}

/** How often an update is retried because others changed the same meanwhile. */
const tries_max = 50;

/** Repeats until it is done, each time from the present state. */
export async function untilDone<T>(tell: () => Promise<T | 'again'>): Promise<T | Refusal> {
  for (let tries = 0; tries < tries_max; tries += 1) {
    const ended = await tell();
    if (ended !== 'again') return ended;
  }
  return refuse('busy');
}
