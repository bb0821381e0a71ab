import { limits } from '../../../protocol/limits.ts';
import { framesOf, type Link } from './chain.ts';
import type { NetCounters } from './counters.ts';
import { netLimits } from '../socket-limits.ts';
import type { Flushed, TurnEnd } from './turn-end.ts';
import type { Wire } from './wire.ts';

/** Whose outbox it is. */
export interface Owner {
  /** The outbox would exceed its bound. It takes and writes nothing after this. */
  tooSlow(): void;
  /** The outbox is empty again, after it held much. */
  emptied(): void;
}

/**
 * `clean`: empty. `lingering`: written a moment later. `dirty`: written at the end of this turn.
 * `held`: the wire is full, and frames wait here, where all connections share the same bytes.
 * `closed`: for good.
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
  /** Bytes in the wire at the last look; there may be fewer by now. */
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

  /** Bytes that the client has not received yet: here and in the wire. */
  get waiting_bytes(): number {
    this.#wire_bytes = this.#wire.buffered_bytes;
    return this.#waiting.bytes + this.#wire_bytes;
  }

  /** Whether the client is slower than what it is sent. */
  get isBehind(): boolean {
    return this.#state === 'held';
  }

  /** Queues a prepared frame, to be written when it is due, after all frames before it. */
  push(frame: Buffer, due: Due = 'now'): void {
    if (this.#state === 'closed') return;
    const waiting = this.#waiting.plus(frame);
    // This runs for every frame of every watcher, so the wire is asked only near the bound.
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

  /** Drops all frames: the client is gone, or gets no more. */
  cut(): void {
    this.#state = 'closed';
    this.#waiting = this.#shared.turnEnd.root;
  }

  /** Returns whether the wire took everything and can take more. */
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

  /** Writes as much as the wire takes; the rest stays queued, shared with others. */
  #writeInParts(frames: readonly Buffer[]): boolean {
    let from = 0;
    let isOpen = true;
    while (isOpen && from < frames.length) {
      let bytes = frames[from]!.length;
      let to = from + 1;
      // A frame larger than the bound of a write is written alone.
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
