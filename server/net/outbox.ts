import { limits } from '../../protocol/limits.ts';
import type { NetCounters } from './counters.ts';
import type { FrameJoiner } from './joiner.ts';
import { netLimits } from './limits.ts';
import type { Flushed, TurnEnd } from './turn_end.ts';
import type { Wire } from './wire.ts';

export interface OutboxParts {
  readonly wire: Wire;
  readonly turnEnd: TurnEnd;
  readonly counters: NetCounters;
  /** Called once, when more would wait than may; nothing is taken or written after it. */
  onTooSlow(): void;
  /** Called when all that waited is with the wire, after a time when it was not. */
  onDrained(): void;
}

/**
 * `clean`: nothing waits. `dirty`: the end of this turn writes. `held`: the wire has enough for
 * now, and frames wait here, where all connections share the same bytes. `closed`: for ever.
 */
type State = 'clean' | 'dirty' | 'held' | 'closed';

/** The frames that wait to be written to one connection. */
export class Outbox implements Flushed {
  readonly #parts: OutboxParts;
  #state: State = 'clean';
  #frames: Buffer[] = [];
  #bytes = 0;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  /** Bytes that the other end has not taken yet: here and in the wire. */
  get waiting_bytes(): number {
    return this.#bytes + this.#parts.wire.buffered_bytes;
  }

  /** Takes a prepared frame, to be written at the end of this turn. */
  push(frame: Buffer): void {
    if (this.#state === 'closed') return;
    if (this.waiting_bytes + frame.length > limits.outbox_bytes_max) {
      this.#drop();
      this.#parts.onTooSlow();
      return;
    }
    this.#frames.push(frame);
    this.#bytes += frame.length;
    if (this.#state === 'clean') {
      this.#state = 'dirty';
      this.#parts.turnEnd.write(this);
    }
  }

  flush(joiner: FrameJoiner): void {
    if (this.#state !== 'dirty') return;
    const { wire, counters } = this.#parts;
    while (this.#frames.length > 0) {
      const batch = this.#batch();
      const bytes = joiner.join(batch);
      this.#bytes -= bytes.length;
      counters.frames_out += batch.length;
      counters.bytes_out += bytes.length;
      if (!wire.write(bytes)) {
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
    if (this.#frames.length === 0) this.#parts.onDrained();
  }

  /** Writes all that waits and this last frame, whatever the wire says; takes nothing after it. */
  close(last: Buffer): void {
    if (this.#state !== 'closed') for (const frame of this.#frames) this.#parts.wire.write(frame);
    this.#drop();
    this.#parts.wire.write(last);
  }

  /** The other end is gone. */
  cut(): void {
    this.#drop();
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
