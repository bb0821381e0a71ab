import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../server/cli/main.js', import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

type Environment = Readonly<Record<string, string>>;

/** A command line that was begun, with what it has said so far. */
export class Cli {
  readonly child: ChildProcess;
  out = '';
  err = '';

  constructor(words: readonly string[], environment: Environment, input?: string | Uint8Array) {
    this.child = spawn(process.execPath, [main, ...words], {
      env: { ...process.env, ...environment },
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    this.child.stdout!.on('data', (chunk: Buffer) => (this.out += chunk.toString()));
    this.child.stderr!.on('data', (chunk: Buffer) => (this.err += chunk.toString()));
    this.child.stdin?.end(input);
  }

  /** Resolves when standard output matches; rejects if the process ends before. */
  said(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = pattern.exec(this.out);
        if (found !== null) resolve(found);
      };
      this.child.stdout!.on('data', look);
      this.child.once('close', (code) => reject(new Error(`ended with ${code}: ${this.err}`)));
      look();
    });
  }

  async ended(): Promise<Ran> {
    if (this.child.exitCode === null && this.child.signalCode === null)
      await once(this.child, 'close');
    return { code: this.child.exitCode, out: this.out, err: this.err };
  }
}

/** Runs one command to its end. */
export function run(
  words: readonly string[],
  environment: Environment,
  input?: string | Uint8Array,
): Promise<Ran> {
  return new Cli(words, environment, input).ended();
}
