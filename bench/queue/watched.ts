import { decodeTrusted } from '../../protocol/codec.ts';
import { lastChange, type Schedule } from './schedule.ts';

interface Told {
  readonly bytes: Buffer;
  /** When the first change was due that it tells, in milliseconds since 1970. */
  readonly at: number;
}

/**
 * What the watchers of one window are told, in order. All get the same bytes, so that only the first
 * decodes them. Rows of that window stay where they are, so that a row that is put is one that was
 * changed.
 */
export class WatchedWindow {
  schedule: Schedule | undefined;
  readonly #told: Told[] = [];

  /** Gives a reader of its own place, which returns how long what a frame tells was under way. */
  reader(): (frame: Buffer, now: number) => number | undefined {
    let place = 0;
    return (frame, now) => {
      let next = this.#told[place];
      if (next?.bytes.equals(frame) !== true) {
        if (isPong(frame)) return undefined;
        if (next !== undefined) throw new Error('two watchers of one window were told differently');
        next = { bytes: Buffer.from(frame), at: this.#firstOf(frame, now) };
        this.#told.push(next);
      }
      place += 1;
      return now - next.at;
    };
  }

  #firstOf(frame: Buffer, now: number): number {
    const message = decodeTrusted(frame);
    if (message.t !== 'event' || message.is.on !== 'rows') {
      throw new Error(`a watcher of the queue was told ${JSON.stringify(message)}`);
    }
    const times = message.is.put.map(({ row }) => {
      const at = this.schedule && lastChange(this.schedule, row.id, now);
      if (at === undefined) throw new Error('a row was told that was not changed');
      return at;
    });
    return Math.min(...times);
  }
}

function isPong(frame: Buffer): boolean {
  // Shorter than anything that tells a row.
  return frame.length < pong_bytes_max && decodeTrusted(frame).t === 'pong';
}

const pong_bytes_max = 32;
