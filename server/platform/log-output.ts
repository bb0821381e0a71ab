import { write, writeSync } from 'node:fs';
import { systemClock } from './clock.ts';

/**
 * Where log lines go: a file descriptor, written at once while it takes them. A reader that stops
 * reading (a paused terminal, a supervisor that hangs) never holds the server up: lines wait in a
 * bounded buffer, what does not fit is dropped and counted, and the count is told once there is
 * room. A reader that is gone ends the writing.
 *
 * sonic-boom, which pino brings, has such a buffer too, but its last flush before an exit never ends
 * on a pipe without a reader.
 */
export class LogOutput {
  readonly #fd: number;
  readonly #mayBlock: boolean;
  readonly #gap: (lines: number) => string;
  readonly #buffer_bytes_max: number;
  #waiting: Buffer[] = [];
  #waiting_bytes = 0;
  /** Whether a write is under way, or a timer is set for the next try. */
  #isBusy = false;
  #isGone = false;
  #dropped = 0;
  /** Of those, how many no line told of yet. */
  #untold = 0;

  constructor(
    fd: number,
    /** A terminal: writing to it blocks while it is paused, so another thread does that. */
    mayBlock: boolean,
    /** Makes the line that says how many lines were dropped. */
    gap: (lines: number) => string,
    buffer_bytes_max = 1024 * 1024,
  ) {
    this.#fd = fd;
    this.#mayBlock = mayBlock;
    this.#gap = gap;
    this.#buffer_bytes_max = buffer_bytes_max;
  }

  /** Lines that were not written, since the start. */
  get dropped(): number {
    return this.#dropped;
  }

  write(line: string): void {
    const bytes = Buffer.from(line);
    if (this.#isGone || this.#waiting_bytes + bytes.length > this.#buffer_bytes_max) {
      this.#dropped += 1;
      this.#untold += 1;
      return;
    }
    this.#tellGap();
    this.#push(bytes);
    if (!this.#isBusy) this.#drain();
  }

  /** Writes the last lines before an exit, as far as they are read. */
  flushSync(): void {
    this.#tellGap();
    let rest = this.#take();
    for (let tries = 0; rest.length > 0 && !this.#isGone && tries < exit_tries_max;) {
      try {
        rest = rest.subarray(writeSync(this.#fd, rest));
      } catch (error) {
        if (!isFull(error)) return;
        tries += 1;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, full_wait_ms);
      }
    }
  }

  #tellGap(): void {
    if (this.#untold > 0) this.#push(Buffer.from(this.#gap(this.#untold)));
    this.#untold = 0;
  }

  #push(bytes: Buffer): void {
    this.#waiting.push(bytes);
    this.#waiting_bytes += bytes.length;
  }

  #take(): Buffer {
    const taken = this.#waiting.length === 1 ? this.#waiting[0]! : Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#waiting_bytes = 0;
    return taken;
  }

  #putBack(rest: Buffer): void {
    if (rest.length === 0) return;
    this.#waiting.unshift(rest);
    this.#waiting_bytes += rest.length;
  }

  #drain(): void {
    this.#isBusy = false;
    if (this.#waiting.length === 0) return;
    const chunk = this.#take();
    if (this.#mayBlock) {
      this.#isBusy = true;
      write(this.#fd, chunk, (error, written) => this.#wrote(chunk, error, written));
      return;
    }
    try {
      this.#wrote(chunk, null, writeSync(this.#fd, chunk));
    } catch (error) {
      this.#wrote(chunk, error, 0);
    }
  }

  #wrote(chunk: Buffer, error: unknown, written: number): void {
    if (error === null) {
      this.#putBack(chunk.subarray(written));
      return this.#drain();
    }
    if (isFull(error)) {
      this.#putBack(chunk);
      this.#isBusy = true;
      systemClock.after(full_wait_ms, () => this.#drain());
      return;
    }
    this.#isGone = true;
    this.#isBusy = false;
    this.#take();
  }
}

/** Between two tries on a pipe or a disk that is full. */
const full_wait_ms = 50;
const exit_tries_max = 10;
const full_codes: ReadonlySet<unknown> = new Set(['EAGAIN', 'EBUSY', 'ENOSPC', 'EDQUOT']);

function isFull(error: unknown): boolean {
  return full_codes.has((error as NodeJS.ErrnoException).code);
}
