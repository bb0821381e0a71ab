import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../platform/clock.ts';
import type { Cancel } from '../../actors/runtime/clock.ts';
import { isScriptName } from './files.ts';

const look_every_ms = 500;

/**
 * Polls the operator's scripts: file notifications are lost on network folders, and when the folder
 * is created later or replaced as a whole. A change counts once two polls saw the same, so that
 * files still being copied are not loaded half.
 */
export class ScriptWatch {
  readonly #folder: string;
  readonly #onChanged: () => Promise<void>;
  #cancel: Cancel | undefined;
  #isLooking = false;
  /** The state of the files when it was last reported, and at the last poll. */
  #told: string | undefined;
  #seen: string | undefined;

  constructor(folder: string, onChanged: () => Promise<void>) {
    this.#folder = folder;
    this.#onChanged = onChanged;
  }

  /** Starts from the present state. */
  async start(): Promise<void> {
    await this.look();
    this.#cancel = systemClock.every(look_every_ms, () => void this.look());
  }

  stop(): void {
    this.#cancel?.();
  }

  /** One poll; the first only records the state. */
  async look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      const before = this.#seen;
      this.#seen = await printOf(this.#folder);
      this.#told ??= this.#seen;
      if (this.#seen === before && this.#seen !== this.#told) {
        this.#told = this.#seen;
        await this.#onChanged();
      }
    } finally {
      this.#isLooking = false;
    }
  }
}

/** Changes when a script is written, added, removed or replaced. */
async function printOf(folder: string): Promise<string> {
  let names: string[];
  try {
    names = await readdir(folder, { recursive: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? '' : `${code}`;
  }
  const scripts = names.filter(isScriptName).toSorted();
  const prints = await Promise.all(
    scripts.map(async (name) => {
      const found = await stat(join(folder, name)).catch(() => undefined);
      return `${name} ${found?.ino} ${found?.size} ${found?.mtimeMs}`;
    }),
  );
  return prints.join('\n');
}
