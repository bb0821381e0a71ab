import { openAccess, type Access } from '../../server/identity/access.ts';
import type { Storage } from '../../server/storage/storage.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import { MemoryLog } from '../../server/storage/log/memory-log.ts';
import { sentenceOf } from '../../protocol/refused.ts';
import { DelayedLog } from '../support/delayed-log.ts';
import { chanceOf, testSeed } from '../support/seed.ts';
import type { Result } from '../../protocol/refusals.ts';
import { StageSecrets } from './stage.ts';

interface Half {
  readonly storage: Storage;
  readonly access: Access;
}

/** Two that follow one log and write to it, as two processes do. */
export class Halves {
  readonly log = new MemoryLog();
  readonly secrets = new StageSecrets();
  /** What could not be stored. */
  readonly rejected: unknown[] = [];
  a!: Half;
  b!: Half;

  static async open(): Promise<Halves> {
    const both = new Halves();
    both.a = await both.half();
    both.b = await both.half();
    return both;
  }

  /** Another one, as after a start. */
  async half(): Promise<Half> {
    const storage = openMemoryStorage(this.log);
    const onRejected = (cause: unknown): void => void this.rejected.push(cause);
    const access = await openAccess(storage.records, this.secrets, onRejected);
    return { storage, access };
  }

  /** Resolves when both have followed all that is durable. */
  async followed(): Promise<void> {
    for (const { storage } of [this.a, this.b]) await storage.records.followed(this.log.last);
  }
}

/** Two to which each entry comes when a seed wants it. */
export interface DelayedHalves {
  readonly both: readonly [Access, Access];
  /** Resolves when both have followed all that is durable. */
  followed(): Promise<void>;
}

export async function delayedHalves(): Promise<DelayedHalves> {
  const chance = chanceOf(testSeed());
  const log = new MemoryLog();
  const secrets = new StageSecrets();
  // Both ways first, so that the second half hears what the first writes at its start.
  const storages = [0, 1].map((at) => openMemoryStorage(new DelayedLog(log, chance.of(at))));
  const open = (at: number): Promise<Access> => openAccess(storages[at]!.records, secrets);
  return {
    both: [await open(0), await open(1)],
    async followed() {
      for (const { records } of storages) await records.followed(log.last);
    },
  };
}

/** The value of what was done; what was refused fails the test. */
export function valueOf<T>(result: Result<{ readonly value: T }>): T {
  if (result.ok) return result.value;
  throw new Error(sentenceOf(result.refusal));
}

/** Asks for each of these at once, by turns of the one and the other. */
export function byTurns<T, R>(
  [one, other]: readonly [Access, Access],
  all: readonly T[],
  ask: (access: Access, of: T, at: number) => Promise<R>,
): Promise<R[]> {
  return Promise.all(all.map((of, at) => ask(at % 2 === 0 ? one : other, of, at)));
}

export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
