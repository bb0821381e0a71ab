import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath, URL } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

const program = fileURLToPath(new URL('../../clients/shard/world/main.js', import.meta.url));

export interface WorldOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** On a terminal of so many columns, as `script` makes one, and not on a pipe. */
  readonly columns?: number;
}

/** The example shard at a terminal, as a process of its own with a person's hands. */
export class WorldProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #exited: Promise<number>;
  #said = '';
  #errors = '';
  /** What was looked at already. */
  #read = 0;
  #wake: () => void = () => {};

  constructor({ args = [], env = {}, columns }: WorldOptions) {
    const command = [process.execPath, program, ...args];
    const quoted = command.map((word) => `'${word}'`).join(' ');
    const [file, ...words] =
      columns === undefined
        ? command
        : ['script', '-qfec', `stty cols ${columns} rows 30; exec ${quoted}`, '/dev/null'];
    this.#child = spawn(file!, words, {
      // `script` kills what it started when it ends, and is a leader so that a test can end both.
      env: { PATH: process.env['PATH'] ?? '', TERM: 'xterm', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#child.stdin.on('error', () => {});
    this.#child.stdout.on('data', (chunk: Buffer) => {
      this.#said += chunk.toString();
      this.#wake();
    });
    this.#child.stderr.on('data', (chunk: Buffer) => (this.#errors += chunk.toString()));
    this.#exited = once(this.#child, 'close').then(([code]) => {
      this.#wake();
      return code as number;
    });
  }

  /** All that it wrote, as it is read. */
  get said(): string {
    return stripVTControlCharacters(this.#said).replaceAll('\r', '');
  }

  /** As it was written, with what moves the cursor. */
  get raw(): string {
    return this.#said;
  }

  get errors(): string {
    return this.#errors;
  }

  type(text: string): void {
    this.#child.stdin.write(text);
  }

  enter(...lines: string[]): void {
    for (const line of lines) this.type(`${line}\n`);
  }

  /** Resolves when it has said that, after what was waited for before; gives what matched. */
  async says(wanted: RegExp): Promise<string> {
    for (;;) {
      const rest = this.said.slice(this.#read);
      const found = wanted.exec(rest);
      if (found !== null) {
        this.#read += found.index + found[0].length;
        return found[0];
      }
      if (this.#child.exitCode !== null)
        throw new Error(`it ended and never said ${String(wanted)}:\n${rest}\n${this.#errors}`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** Its exit code. */
  exited(): Promise<number> {
    return this.#exited;
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    // `script` ends its own child when nobody types any more.
    this.#child.stdin.end();
    this.#child.kill('SIGTERM');
    await this.#exited;
  }
}
