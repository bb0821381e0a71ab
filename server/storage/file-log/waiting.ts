import { EntryTooLarge } from '../log/log-checks.ts';
import { ticketOfSubject, type Append, type Appended, type Position } from '../log.ts';
import type { Ended } from '../log/in-flight-batch.ts';
import { frameBytesOf } from './frame.ts';

/** An append that was not given to the disk. */
export interface WaitingAppend {
  readonly subject: string;
  readonly expected: Position | undefined;
  readonly bytes: Uint8Array;
  /** What it takes of a batch. */
  readonly frame_bytes: number;
  readonly end: (ended: Ended<Appended>) => void;
}

export interface BatchBounds {
  readonly batch_bytes_max: number;
  readonly batch_entries_max: number;
}

/** What waits for the disk, in the order in which it came. */
export class Waiting {
  readonly #bounds: BatchBounds;
  #appends: WaitingAppend[] = [];
  #bytes = 0;

  constructor(bounds: BatchBounds) {
    this.#bounds = bounds;
  }

  get count(): number {
    return this.#appends.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Throws for what fits in no batch: with bounds that are not those of tests, nothing is so large. */
  add({ subject, expected, bytes }: Append, end: WaitingAppend['end']): void {
    const frame_bytes = frameBytesOf(subject, bytes);
    const { batch_bytes_max } = this.#bounds;
    if (frame_bytes > batch_bytes_max) {
      throw new EntryTooLarge(`${frame_bytes} bytes to write, a batch has ${batch_bytes_max}`);
    }
    this.#bytes += frame_bytes;
    this.#appends.push({ subject, expected, bytes, frame_bytes, end });
  }

  takeAll(): readonly WaitingAppend[] {
    this.#bytes = 0;
    return this.#appends.splice(0);
  }

  /**
   * The next batch. In order, but of each subject at most one whose outcome may differ from that of the
   * others: where the outcome of a flush is unknown, a subject has one that is open. Where more waits
   * than fits, what people wait for comes first, though never alone, so that all the rest moves too.
   * What `mayTake` does not let through is left.
   */
  take(mayTake: (subject: string) => boolean): readonly WaitingAppend[] {
    const { batch_bytes_max, batch_entries_max } = this.#bounds;
    const fits = this.#bytes <= batch_bytes_max && this.count <= batch_entries_max;
    if (fits && this.count === 1 && mayTake(this.#appends[0]!.subject)) return this.takeAll();
    const taken = new Set<WaitingAppend>();
    const subjects = new Map<string, 'shared' | 'closed'>();
    let bytes = 0;
    for (const append of fits ? this.#appends : urgentFirst(this.#appends)) {
      const { subject, frame_bytes, expected } = append;
      const before = subjects.get(subject);
      const isConditional = expected !== undefined;
      const isLeft = before === 'closed' || (before === 'shared' && isConditional);
      if (isLeft || !mayTake(subject)) {
        subjects.set(subject, 'closed');
        continue;
      }
      if (taken.size === batch_entries_max || bytes + frame_bytes > batch_bytes_max) break;
      subjects.set(subject, isConditional ? 'closed' : 'shared');
      taken.add(append);
      bytes += frame_bytes;
    }
    this.#appends = this.#appends.filter((append) => !taken.has(append));
    this.#bytes -= bytes;
    return [...taken];
  }
}

function urgentFirst(appends: readonly WaitingAppend[]): readonly WaitingAppend[] {
  const urgent: WaitingAppend[] = [];
  const others: WaitingAppend[] = [];
  for (const append of appends) (isUrgent(append) ? urgent : others).push(append);
  return [...others.slice(0, 1), ...urgent, ...others.slice(1)];
}

/** A person waits for it. */
function isUrgent({ subject }: WaitingAppend): boolean {
  return (
    ticketOfSubject(subject) !== undefined || subject.startsWith('account.') || subject === 'access'
  );
}
