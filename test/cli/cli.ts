import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../server/cli/main.js', import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

type Environment = Readonly<Record<string, string>>;

/** A command line that was begun, with what it has said so far. */
export class Cli {
  readonly child: ChildProcess;
  out = '';
  err = '';

  /** `node`: the binary that runs it, this process's own unless told otherwise. `user`: who runs it. */
  constructor(
    words: readonly string[],
    environment: Environment,
    {
      input,
      node = process.execPath,
      user,
    }: { input?: string | Uint8Array | undefined; node?: string; user?: number | undefined } = {},
  ) {
    this.child = spawn(node, [main, ...words], {
      // A server runs in whatever folder it was started in.
      ...(words[0] === 'start' && { cwd: tmpdir() }),
      env: { ...process.env, ...environment },
      ...(user !== undefined && { uid: user, gid: user }),
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    this.child.stdout!.on('data', (chunk: Buffer) => (this.out += chunk.toString()));
    this.child.stderr!.on('data', (chunk: Buffer) => (this.err += chunk.toString()));
    this.child.stdin?.end(input);
  }

  /** Resolves when standard output matches; rejects if the process ends before. */
  async said(pattern: RegExp): Promise<RegExpExecArray> {
    await this.reported(() => pattern.test(this.out));
    return pattern.exec(this.out)!;
  }

  /** Resolves when what it has said until then is enough; rejects if the process ends before. */
  reported(isEnough: () => boolean): Promise<void> {
    const { child } = this;
    const streams = [child.stdout!, child.stderr!];
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!isEnough()) return;
        unhook();
        resolve();
      };
      const onClose = (code: number | null, signal: NodeJS.Signals | null): void => {
        unhook();
        reject(new Error(`ended with ${code ?? signal}: ${this.err}`));
      };
      const unhook = (): void => {
        for (const stream of streams) stream.off('data', look);
        child.off('close', onClose);
      };
      for (const stream of streams) stream.on('data', look);
      child.on('close', onClose);
      look();
    });
  }

  async ended(): Promise<Ran> {
    if (this.child.exitCode === null && this.child.signalCode === null)
      await once(this.child, 'close');
    return {
      code: this.child.exitCode,
      signal: this.child.signalCode,
      out: this.out,
      err: this.err,
    };
  }
}

/** Runs one command to its end. */
export function run(
  words: readonly string[],
  environment: Environment,
  input?: string | Uint8Array,
): Promise<Ran> {
  return new Cli(words, environment, { input }).ended();
}

/** What a started server says first. */
export const listens = /^Shardbell listens on (http:\/\/127\.0\.0\.1:\d+)\n/u;
/** And how the first administrator signs in. */
export const first = / (http:\/\/127\.0\.0\.1:\d+)\/#link=([\w-]{43})\n/u;

/** Signs in by a link, as the page of it does. */
export async function spend([, origin = '', secret]: RegExpExecArray): Promise<number> {
  const { status } = await fetch(`${origin}/web/link`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ secret }),
  });
  return status;
}

/** A data folder of its own, and the servers that run on it. */
export class CliFolder {
  readonly data = mkdtempSync(join(tmpdir(), 'shardbell-cli-'));
  readonly environment: Record<string, string> = { SHARDBELL_DATA: this.data, SHARDBELL_PORT: '0' };
  readonly #running: Cli[] = [];

  /** `user`: who runs it, if not the user of this process. */
  start(user?: number): Cli {
    const cli = new Cli(['start'], this.environment, { user });
    this.#running.push(cli);
    return cli;
  }

  /** Ends what still runs. */
  async remove(): Promise<void> {
    for (const cli of this.#running) cli.child.kill('SIGKILL');
    await Promise.all(this.#running.map((cli) => cli.ended()));
    rmSync(this.data, { recursive: true, force: true });
  }
}
