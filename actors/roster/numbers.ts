import { refuse, type Refusal } from '../../protocol/refusals.ts';
import type { Sequence } from '../records/sequences.ts';
import { rosterLimits } from './limits.ts';

/**
 * The numbers of what shards tell, from the moment they are asked for until what they stand for is
 * on disk: who is told twice at once still gets one.
 */
export class Numbers {
  readonly #sequence: Sequence;
  /** By what they are for. */
  readonly #making = new Map<string, Promise<string | Refusal>>();

  constructor(sequence: Sequence) {
    this.#sequence = sequence;
  }

  /** `isFull` is asked only if a new number has to be made. */
  of(key: string, isFull: () => boolean): Promise<string | Refusal> {
    const running = this.#making.get(key);
    if (running !== undefined) return running;
    if (isFull()) return Promise.resolve(refuse('roster_full'));
    if (this.#making.size >= rosterLimits.making_max) return Promise.resolve(refuse('busy'));
    const made = this.#sequence.next().then((number) => {
      if (number !== undefined) return String(number);
      this.#making.delete(key);
      return refuse('storage_unavailable');
    });
    this.#making.set(key, made);
    return made;
  }

  /** One that is being made. */
  pending(key: string): Promise<string | Refusal> | undefined {
    return this.#making.get(key);
  }

  /** What it stands for can be found by itself now. */
  settled(key: string): void {
    this.#making.delete(key);
  }
}
