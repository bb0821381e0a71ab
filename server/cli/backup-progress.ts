import type { Stopwatch } from '../../actors/runtime/clock.ts';
import type { ControlProgress } from '../admin/control.ts';

interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Elsewhere than on a terminal there is a line for each of these, whichever comes first. */
const line_every_percent = 10;
const line_every_ms = 5_000;

/** Says how far a backup, an export or a check is: on a terminal in one line that is rewritten, elsewhere in few lines. */
export class BackupProgress {
  readonly #output: Output;
  readonly #stopwatch: Stopwatch;
  readonly #words: (done: number, of: number) => string;
  #percent = 0;
  #at: number;
  #isOpen = false;

  constructor(
    output: Output,
    stopwatch: Stopwatch,
    words = (done: number, of: number): string => `${inBytes(done)} of about ${inBytes(of)}`,
  ) {
    this.#output = output;
    this.#words = words;
    this.#stopwatch = stopwatch;
    this.#at = stopwatch.elapsed();
  }

  tell({ bytes, of }: ControlProgress): void {
    if (of === 0) return;
    const percent = Math.floor((bytes / of) * 100);
    const line = `${this.#words(bytes, of)} (${percent} %)`;
    if (this.#output.isTTY === true) {
      // Clears the rest of a longer line.
      this.#output.write(`\r${line}\u001B[K`);
      this.#isOpen = true;
      return;
    }
    const now = this.#stopwatch.elapsed();
    if (percent < this.#percent + line_every_percent && now < this.#at + line_every_ms) return;
    this.#percent = percent;
    this.#at = now;
    this.#output.write(`${line}\n`);
  }

  /** What is said next begins a line of its own. */
  end(): void {
    if (this.#isOpen) this.#output.write('\n');
    this.#isOpen = false;
  }
}

export function inBytes(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.ceil(bytes / 1_000)} kB`;
  if (bytes < 1_000_000_000) return `${(bytes / 1_000_000).toFixed(1)} MB`;
  return `${(bytes / 1_000_000_000).toFixed(2)} GB`;
}
