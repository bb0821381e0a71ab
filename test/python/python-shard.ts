import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { packageRoot } from '../support/package-root.ts';

const folder = join(packageRoot, 'clients/python');
/** Debian's own comes first: its packages are there for no other. */
const pythons = ['/usr/bin/python3', 'python3'];

/** The Python that has what the client needs, or why there is none. */
export function findPython(): { readonly python: string } | { readonly missing: string } {
  for (const python of pythons) {
    const tried = spawnSync(python, ['-c', 'import msgpack, websockets']);
    if (tried.status === 0) return { python };
  }
  return { missing: "no python3 with Debian's python3-msgpack and python3-websockets here" };
}

/** Runs a script of the client to its end. */
export function runPython(python: string, ...words: string[]): { code: number; out: string } {
  const { status, stdout, stderr } = spawnSync(python, words, { cwd: folder, encoding: 'utf8' });
  return { code: status ?? -1, out: stdout + stderr };
}

/** One line that the shard wrote. */
export interface Line {
  readonly on: string;
  readonly id?: string;
  readonly session?: string;
  readonly [field: string]: unknown;
}

export interface PythonForm extends Line {
  readonly form: string;
  readonly words: readonly string[];
  readonly buttons: ReadonlyArray<{ readonly button: number; readonly label: string }>;
  readonly entries: ReadonlyArray<{ readonly id: number; readonly text: string }>;
}

/** The shard written in Python, as a process of its own. */
export class PythonShard {
  readonly lines: Line[] = [];
  errors = '';
  #taken = new Set<Line>();
  #waiting: Array<() => void> = [];
  #asked = 0;
  readonly #child: ChildProcess;

  /** `words`: address, key, and subprotocol if it is to be another. `client`: where the client lies. */
  constructor(python: string, words: readonly string[], client = folder) {
    this.#child = spawn(python, ['-B', 'stdio_shard.py', ...words], {
      cwd: client,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    createInterface({ input: this.#child.stdout! }).on('line', (line) => {
      this.lines.push(JSON.parse(line) as Line);
      this.#wake();
    });
    this.#child.once('close', () => this.#wake());
    this.#child.stderr!.on('data', (chunk: Buffer) => (this.errors += chunk.toString()));
  }

  send(line: Readonly<Record<string, unknown>>): void {
    this.#child.stdin!.write(`${JSON.stringify(line)}\n`);
  }

  /** The next line not yet taken that is wanted. */
  async next(isWanted: (line: Line) => boolean): Promise<Line> {
    for (;;) {
      const found = this.lines.find((line) => !this.#taken.has(line) && isWanted(line));
      if (found !== undefined) {
        this.#taken.add(found);
        return found;
      }
      if (this.#child.exitCode !== null) throw new Error(`it ended: ${this.errors}`);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  state(state: string): Promise<Line> {
    return this.next((line) => line.on === 'state' && line.state === state);
  }

  /** Gives the line `done` or `refused` that answers it. */
  ask(line: Readonly<Record<string, unknown>>): Promise<Line> {
    this.#asked += 1;
    const id = `q${this.#asked}`;
    this.send({ ...line, id });
    return this.next((answer) => answer.id === id);
  }

  async form(session: string): Promise<PythonForm> {
    return (await this.next(
      ({ on, session: of }) => on === 'form' && of === session,
    )) as PythonForm;
  }

  /** Presses the button with this label, with the same text in every entry. */
  press(form: PythonForm, label: string, typed?: string): Promise<Line> {
    const button = form.buttons.find((one) => one.label === label)?.button;
    if (button === undefined)
      throw new Error(`no button ${label}: ${JSON.stringify(form.buttons)}`);
    const entries = form.entries.map(({ id, text }) => ({ id, text: typed ?? text }));
    return this.ask({ do: 'answer', form: form.form, button, entries });
  }

  /** Resolves to its exit code. */
  async ended(): Promise<number | null> {
    if (this.#child.exitCode === null) await once(this.#child, 'close');
    return this.#child.exitCode;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
