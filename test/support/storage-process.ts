import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** `storage-child.js` at work on a folder. */
export class StorageProcess {
  readonly process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #exit: Promise<unknown>;

  /** `under`: a program and its arguments that start it. */
  constructor(
    task: 'storm' | 'fill' | 'behind' | 'hold' | 'take' | 'take_unlocked',
    folder: string,
    under: string[] = [],
  ) {
    const child = join(import.meta.dirname, 'storage-child.js');
    const [program, ...args] = [...under, process.execPath, child, task, folder];
    // What LMDB prints of a failing disk is expected.
    this.process = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'] });
    this.#exit = once(this.process, 'exit');
    this.#lines = createInterface({ input: this.process.stdout! })[Symbol.asyncIterator]();
  }

  /** What it told next; fails if it ended instead. */
  async line(): Promise<string> {
    const { done, value } = await this.#lines.next();
    if (done) throw new Error(`the process ended with ${this.process.exitCode}`);
    return value;
  }

  /** What it told until it ended. */
  async rest(): Promise<string[]> {
    const lines: string[] = [];
    for (let next = await this.#lines.next(); !next.done; next = await this.#lines.next()) {
      lines.push(next.value);
    }
    return lines;
  }

  goOn(how = ''): void {
    this.process.stdin!.write(`${how}\n`);
  }

  /** Resolves once it is gone. */
  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.#exit;
  }

  async end(): Promise<void> {
    await this.#exit;
  }
}
