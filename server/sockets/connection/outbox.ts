import { limits } from '../../../protocol/limits.ts';
import { framesOf, type Link } from './chain.ts';
import type { NetCounters } from './counters.ts';
import { netLimits } from '../socket-limits.ts';
import type { Flushed, TurnEnd } from './turn-end.ts';
import type { Wire } from './wire.ts';

/** Whose outbox it is. */
export interface Owner {
  /** More would wait than may; nothing is taken or written after it. */
  tooSlow(): void;
  /** Nothing waits any more, after a time when much did. */
  emptied(): void;
}

/**
 * `clean`: nothing waits. `lingering`: what waits has a moment. `dirty`: the end of this turn
 * writes. `held`: the wire has enough for now, and frames wait here, where all connections share
 * the same bytes. `closed`: for ever.
 */
type State = 'clean' | 'lingering' | 'dirty' | 'held' | 'closed';

/** When a frame is written: at the end of this turn, or with those that follow in a moment. */
export type Due = 'now' | 'soon';

/** The frames that wait to be written to one connection. */
export class Outbox implements Flushed {
  readonly #wire: Wire;
  readonly #shared: { readonly turnEnd: TurnEnd; readonly counters: NetCounters };
  readonly #owner: Owner;
  #state: State = 'clean';
  #waiting: Link;
  /** What was in the wire when it was looked at last; there may be less by now. */
  #wire_bytes = 0;

  constructor(
    wire: Wire,
    shared: { readonly turnEnd: TurnEnd; readonly counters: NetCounters },
    owner: Owner,
  ) {
    this.#wire = wire;
    this.#shared = shared;
    this.#owner = owner;
    this.#waiting = shared.turnEnd.root;
  }

  /** Bytes that the other end has not taken yet: here and in the wire. */
  get waiting_bytes(): number {
    this.#wire_bytes = this.#wire.buffered_bytes;
    return this.#waiting.bytes + this.#wire_bytes;
  }

  /** Whether the other end was given more than it takes at once. */
  get isBehind(): boolean {
    return this.#state === 'held';
  }

  /** Takes a prepared frame, to be written when it is due, after all that it took before. */
  push(frame: Buffer, due: Due = 'now'): void {
    if (this.#state === 'closed') return;
    const waiting = this.#waiting.plus(frame);
    // This runs for every frame of every watcher: the wire itself is asked only if it matters.
    const isTooMuch = waiting.bytes + this.#wire_bytes > limits.outbox_bytes_max;
    if (isTooMuch && this.waiting_bytes + frame.length > limits.outbox_bytes_max) {
      this.cut();
      this.#owner.tooSlow();
      return;
    }
    this.#waiting = waiting;
    if (due === 'soon') {
      if (this.#state !== 'clean') return;
      this.#state = 'lingering';
      this.#shared.turnEnd.linger(this);
    } else if (this.#state === 'clean' || this.#state === 'lingering') {
      this.#state = 'dirty';
      this.#shared.turnEnd.write(this);
    }
  }

  flush(): void {
    if (this.#state !== 'dirty' && this.#state !== 'lingering') return;
    const { bytes } = this.#waiting;
    if (this.#writeAll() && bytes > netLimits.write_bytes_max) this.#owner.emptied();
  }

  /** The wire can take more. */
  drained(): void {
    if (this.#state === 'held' && this.#writeAll()) this.#owner.emptied();
  }

  /** Writes all that waits and this last frame, whatever the wire says; takes nothing after it. */
  close(last: Buffer): void {
    const frames = [...framesOf(this.#waiting), last];
    this.cut();
    this.#write(Buffer.concat(frames), frames.length);
  }

  /** The other end is gone, or gets no more. */
  cut(): void {
    this.#state = 'closed';
    this.#waiting = this.#shared.turnEnd.root;
  }

  /** Says whether the wire took everything, and takes more. */
  #writeAll(): boolean {
    const waiting = this.#waiting;
    this.#waiting = this.#shared.turnEnd.root;
    let isOpen = true;
    if (waiting.bytes > netLimits.write_bytes_max) isOpen = this.#writeInParts(framesOf(waiting));
    else if (waiting.count > 0) isOpen = this.#write(waiting.joined(), waiting.count);
    this.#state = isOpen ? 'clean' : 'held';
    this.#wire_bytes = this.#wire.buffered_bytes;
    return isOpen;
  }

  /** Writes while the wire takes it; the rest waits on, shared with others. */
  #writeInParts(frames: readonly Buffer[]): boolean {
    let from = 0;
    let isOpen = true;
    while (isOpen && from < frames.length) {
      let bytes = frames[from]!.length;
      let to = from + 1;
      // A frame that is larger than a write may be goes alone.
      while (to < frames.length && bytes + frames[to]!.length <= netLimits.write_bytes_max) {
        bytes += frames[to]!.length;
        to += 1;
      }
      isOpen = this.#write(Buffer.concat(frames.slice(from, to), bytes), to - from);
      from = to;
    }
    for (const frame of frames.slice(from)) this.#waiting = this.#waiting.plus(frame);
    return isOpen;
  }

  #write(bytes: Buffer, frames: number): boolean {
    this.#shared.counters.frames_out += frames;
    this.#shared.counters.bytes_out += bytes.length;
    return this.#wire.write(bytes);
  }
}
