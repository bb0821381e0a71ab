import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { ShardOrder, ShardWord } from './shard-words.ts';

const program = fileURLToPath(new URL('./shard-child.js', import.meta.url));

/** The shard as a process that can be killed. */
export class ShardProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #ended: Promise<unknown>;

  constructor(url: string, key: string, hear: (word: ShardWord) => void) {
    this.#child = spawn(process.execPath, [program, url, key], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    // An order to a dead shard is no order.
    this.#child.stdin.on('error', () => {});
    const lines = createInterface({ input: this.#child.stdout });
    lines.on('line', (line) => {
      const word = wordOf(line);
      if (word !== undefined) hear(word);
    });
    this.#ended = Promise.all([once(this.#child, 'exit'), once(lines, 'close')]);
  }

  order(order: ShardOrder): void {
    this.#child.stdin.write(`${JSON.stringify(order)}\n`);
  }

  /** Resolves when it is gone and all that it said was heard. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}

/** The last line may have been cut in two. */
function wordOf(line: string): ShardWord | undefined {
  try {
    return JSON.parse(line) as ShardWord;
  } catch {
    return undefined;
  }
}
