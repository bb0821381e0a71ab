import { EntryTooLarge } from '../log/log-checks.ts';
import { ticketOfSubject, type Append, type Appended, type Position } from '../log.ts';
import type { Ended } from '../log/in-flight-batch.ts';
import { frameBytesOf } from './frame.ts';

/** An append that is not yet given to the disk. */
export interface WaitingAppend {
  readonly subject: string;
  readonly expected: Position | undefined;
  readonly bytes: Uint8Array;
  /** Its bytes in a batch. */
  readonly frame_bytes: number;
  readonly end: (ended: Ended<Appended>) => void;
}

export interface BatchBounds {
  readonly batch_bytes_max: number;
  readonly batch_entries_max: number;
}

/** The queue for the disk, in order of arrival. */
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

  /** Throws for what fits in no batch, which only happens with the small bounds of tests. */
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
   * Takes the next batch, in order. It holds at most one conditional append of each subject, so
   * that after a flush with an unknown outcome a subject has only one open append. Where more waits
   * than fits, what people wait for comes first, though never alone, so that the rest moves too.
   * What `mayTake` refuses stays in the queue.
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

/** Whether a person waits for it. */
function isUrgent({ subject }: WaitingAppend): boolean {
  return (
    ticketOfSubject(subject) !== undefined || subject.startsWith('account.') || subject === 'access'
  );
}
