import { limits } from '../../protocol/limits.ts';
import type { NetCounters } from './counters.ts';
import type { FrameJoiner } from './joiner.ts';
import { netLimits } from './limits.ts';
import type { Flushed, TurnEnd } from './turn-end.ts';
import type { Wire } from './wire.ts';

/** Whose outbox it is. */
export interface Owner {
  /** More would wait than may; nothing is taken or written after it. */
  tooSlow(): void;
  /** All that waited is with the wire, after a time when it was not. */
  emptied(): void;
}

/**
 * `clean`: nothing waits. `dirty`: the end of this turn writes. `held`: the wire has enough for
 * now, and frames wait here, where all connections share the same bytes. `closed`: for ever.
 */
type State = 'clean' | 'dirty' | 'held' | 'closed';

/** The frames that wait to be written to one connection. */
export class Outbox implements Flushed {
  readonly #wire: Wire;
  readonly #shared: { readonly turnEnd: TurnEnd; readonly counters: NetCounters };
  readonly #owner: Owner;
  #state: State = 'clean';
  #frames: Buffer[] = [];
  #bytes = 0;

  constructor(
    wire: Wire,
    shared: { readonly turnEnd: TurnEnd; readonly counters: NetCounters },
    owner: Owner,
  ) {
    this.#wire = wire;
    this.#shared = shared;
    this.#owner = owner;
  }

  /** Bytes that the other end has not taken yet: here and in the wire. */
  get waiting_bytes(): number {
    return this.#bytes + this.#wire.buffered_bytes;
  }

  /** Takes a prepared frame, to be written at the end of this turn. */
  push(frame: Buffer): void {
    if (this.#state === 'closed') return;
    if (this.waiting_bytes + frame.length > limits.outbox_bytes_max) {
      this.#drop();
      this.#owner.tooSlow();
      return;
    }
    this.#frames.push(frame);
    this.#bytes += frame.length;
    if (this.#state === 'clean') {
      this.#state = 'dirty';
      this.#shared.turnEnd.write(this);
    }
  }

  flush(joiner: FrameJoiner): void {
    if (this.#state !== 'dirty') return;
    while (this.#frames.length > 0) {
      const batch = this.#batch();
      const bytes = joiner.join(batch);
      this.#bytes -= bytes.length;
      if (!this.#write(bytes, batch.length)) {
        this.#state = 'held';
        return;
      }
    }
    this.#state = 'clean';
  }

  /** The wire can take more. */
  drained(joiner: FrameJoiner): void {
    if (this.#state !== 'held') return;
    this.#state = 'dirty';
    this.flush(joiner);
    if (this.#frames.length === 0) this.#owner.emptied();
  }

  /** Writes all that waits and this last frame, whatever the wire says; takes nothing after it. */
  close(last: Buffer): void {
    for (const frame of this.#frames) this.#write(frame, 1);
    this.#drop();
    this.#write(last, 1);
  }

  /** The other end is gone. */
  cut(): void {
    this.#drop();
  }

  #write(bytes: Buffer, frames: number): boolean {
    this.#shared.counters.frames_out += frames;
    this.#shared.counters.bytes_out += bytes.length;
    return this.#wire.write(bytes);
  }

  #drop(): void {
    this.#state = 'closed';
    this.#frames = [];
    this.#bytes = 0;
  }

  /** The first frames that fit one write; a larger frame is alone. */
  #batch(): Buffer[] {
    const frames = this.#frames;
    let bytes = 0;
    for (let count = 0; count < frames.length; count++) {
      bytes += frames[count]!.length;
      if (bytes > netLimits.write_bytes_max && count > 0) return frames.splice(0, count);
    }
    this.#frames = [];
    return frames;
  }
}
