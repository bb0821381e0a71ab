import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AdminAnswer } from '../../server/admin/command-handler.ts';
import { askServer } from '../../server/cli/ask.ts';
import { raiseBoundsIn } from './unbounded.ts';

/** The command line of this very build. */
const cli = fileURLToPath(new URL('../../server/cli/main.js', import.meta.url));
/** A server that kills itself at a chosen moment. */
const killer = fileURLToPath(new URL('./killing-server.js', import.meta.url));

/** Where a killed server dies; told by a word in the text that passes through. */
export const kill_words = {
  /** The record is on disk, its answer has not left. */
  after_commit: 'KILL-AFTER-COMMIT',
  /** The reply is on disk, nobody was told of it. */
  before_notice: 'KILL-BEFORE-NOTICE',
} as const;

/** A Shardbell server as a process of its own, on a data folder that outlives it. */
export class LiveServer {
  readonly data: string;
  port = 0;
  bootstrapLink: string | undefined;
  /** What it wrote on standard error. */
  log = '';
  #child: ChildProcess | undefined;

  readonly #env: Readonly<Record<string, string>>;
  readonly #cli: string;

  private constructor(data: string, env: Readonly<Record<string, string>>, main = cli) {
    this.data = data;
    this.#env = env;
    this.#cli = main;
  }

  /**
   * `helpScript`: an operator's own, in place of the one that ships. `env`: further settings. `main`:
   * the command line of another installation.
   */
  static async start(
    how: 'plain' | 'killing' = 'plain',
    helpScript?: string,
    env: Readonly<Record<string, string>> = {},
    main = cli,
  ): Promise<LiveServer> {
    const server = new LiveServer(await mkdtemp(join(tmpdir(), 'shardbell-live-')), env, main);
    if (helpScript !== undefined) {
      await mkdir(join(server.data, 'scripts'));
      await writeFile(join(server.data, 'scripts/help.lua'), helpScript);
    }
    await raiseBoundsIn(server.data);
    await server.start(how);
    return server;
  }

  /** On a data folder that is there already, and stays. */
  static async on(data: string): Promise<LiveServer> {
    const server = new LiveServer(data, {});
    await server.start();
    return server;
  }

  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get socketAddress(): string {
    return `ws://127.0.0.1:${this.port}/ws`;
  }

  /** Resolves when it says that it listens; again on the same port after it was killed. */
  async start(how: 'plain' | 'killing' = 'plain'): Promise<void> {
    const child = spawn(process.execPath, [how === 'plain' ? this.#cli : killer, 'start'], {
      // Not the folder of the package, where what is found by chance would be found.
      cwd: tmpdir(),
      env: {
        ...process.env,
        ...this.#env,
        SHARDBELL_DATA: this.data,
        SHARDBELL_PORT: String(this.port),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    child.stderr.on('data', (chunk: Buffer) => (this.log += chunk.toString()));
    let said = '';
    await new Promise<void>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${this.log}`)));
      child.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        const port = /listens on http:\/\/[^:\s]+:(\d+)/u.exec(said)?.[1];
        if (port === undefined) return;
        this.port = Number(port);
        resolve();
      });
    });
    child.removeAllListeners('exit');
    this.bootstrapLink = /http:\S+#link=\S+/u.exec(said)?.[0];
  }

  /** Without a word, as when the power goes. */
  async kill(): Promise<void> {
    const died = this.died();
    this.#child?.kill('SIGKILL');
    await died;
  }

  /** As whoever supervises it ends it. */
  async stop(): Promise<void> {
    const died = this.died();
    this.#child?.kill('SIGTERM');
    await died;
  }

  get isRunning(): boolean {
    const child = this.#child;
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  /** Resolves when the process is gone, by whatever hand. */
  async died(): Promise<void> {
    if (this.isRunning) await once(this.#child!, 'exit');
  }

  /** Runs one command of the command line against it and gives what it printed. */
  async run(...words: string[]): Promise<string> {
    const child = spawn(process.execPath, [cli, ...words], {
      env: { ...process.env, SHARDBELL_DATA: this.data, SHARDBELL_PORT: String(this.port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number];
    if (code !== 0) throw new Error(`shardbell ${words.join(' ')} ended with ${code}: ${errors}`);
    return out;
  }

  /**
   * Has it done by the server that runs, as the command line would ask for it, without the start of one
   * more process. Fails if it is not done.
   */
  async operate(operation: string, input: object): Promise<AdminAnswer | null> {
    const asked = await askServer(this.data, { operation, input }, 'changes');
    if (asked.kind === 'nobody') throw new Error(`no server runs for ${operation}`);
    if (!asked.result.ok) throw new Error(`${operation}: ${asked.result.sentence}`);
    return asked.result.is;
  }

  /** Adds a shard and gives its key. */
  async shardKey(name: string): Promise<string> {
    const made = await this.operate('shard_add', { name });
    if (made?.of !== 'shard_key') throw new Error(`no key: ${JSON.stringify(made)}`);
    return made.key;
  }

  /** A one-time link that signs in an account made for it. */
  async staffLink(name: string, group = 'moderators'): Promise<string> {
    const made = await this.operate('account_add', { name, groups: [group] });
    if (made?.of !== 'link') throw new Error(`no link: ${JSON.stringify(made)}`);
    return made.address;
  }

  async end(): Promise<void> {
    await this.kill();
    await rm(this.data, { recursive: true, force: true });
  }
}
