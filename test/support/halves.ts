import { openAccess } from '../../server/identity/access.ts';
import { loadSettings } from '../../server/config/load.ts';
import type { Lease } from '../../server/platform/lease.ts';
import { logTo } from '../../server/platform/log.ts';
import { nodeSecrets } from '../../server/platform/secrets.ts';
import { helpScripts, serve } from '../../server/serve.ts';
import type { Storage } from '../../server/storage/storage.ts';
import { MemoryLog } from '../../server/storage/log/memory-log.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import { ListInMemory } from './erasing.ts';
import { DelayedLog } from './delayed-log.ts';
import { TestFolder } from './folder.ts';
import { Running } from './running-server.ts';
import { chanceOf, testSeed, type Chance } from './seed.ts';
import { raiseBounds } from './unbounded.ts';

/** A whole server with tables, accounts and sockets of its own, on a log that another writes to too. */
export interface Half {
  readonly name: 'a' | 'b';
  readonly server: Running;
  readonly storage: Storage;
  readonly log: DelayedLog;
}

/** What both get. */
export interface Around {
  /** The operator's own, by file name. */
  readonly scripts?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly lease?: Lease;
}

/** Two whole servers on one log, to each of which entries come when a seed wants it. */
export class Halves {
  readonly chance: Chance;
  readonly a: Half;
  readonly b: Half;
  readonly #folder: TestFolder;
  readonly #faults: string[];

  private constructor(
    chance: Chance,
    [a, b]: readonly [Half, Half],
    folder: TestFolder,
    faults: string[],
  ) {
    this.chance = chance;
    this.a = a;
    this.b = b;
    this.#folder = folder;
    this.#faults = faults;
  }

  static async start(around: Around = {}): Promise<Halves> {
    const { scripts = {} } = around;
    const chance = chanceOf(testSeed());
    const folder = new TestFolder();
    for (const [name, text] of Object.entries(scripts)) folder.write(`scripts/${name}`, text);
    const faults: string[] = [];
    const log = new MemoryLog();
    // Both ways first, so that the second half hears what the first writes at its start.
    const ways = (['a', 'b'] as const).map((name, i) => {
      return { name, way: new DelayedLog(log, chance.of(i)) };
    });
    const halves: Half[] = [];
    for (const { name, way } of ways)
      halves.push(await startHalf(name, way, folder.path, faults, around));
    const both = [halves[0]!, halves[1]!] as const;
    await raiseBounds(both[0].server.access);
    return new Halves(chance, both, folder, faults);
  }

  /** One of them, by chance. */
  get any(): Half {
    return this.chance.below(2) === 0 ? this.a : this.b;
  }

  other(half: Half): Half {
    return half === this.a ? this.b : this.a;
  }

  /** Resolves when both followed all that is in the log by now. */
  async followed(): Promise<void> {
    for (const { storage } of [this.a, this.b]) await storage.caughtUp();
  }

  /** Fails if one of them met a fault. */
  async stop(): Promise<void> {
    for (const { log } of [this.a, this.b]) log.release();
    for (const { server } of [this.a, this.b]) await server.stop();
    this.#folder.remove();
    if (this.#faults.length > 0) throw new Error(this.#faults.join('\n'));
  }
}

async function startHalf(
  name: Half['name'],
  way: DelayedLog,
  data: string,
  faults: string[],
  { environment = {}, lease }: Around,
): Promise<Half> {
  const loaded = loadSettings({
    SHARDBELL_DATA: data,
    SHARDBELL_PORT: '0',
    SHARDBELL_TRUST_PROXY: 'true',
    ...environment,
  });
  if (!loaded.ok) throw new Error(loaded.sentence);
  const log = logTo('error', { write: (line) => void faults.push(`half ${name}: ${line}`) });
  const storage = openMemoryStorage(way);
  const access = await openAccess(storage.records, nodeSecrets, (cause) =>
    log.error({ err: cause }),
  );
  const options = {
    settings: loaded.settings,
    ...(lease && { lease }),
    log,
    paces: { accountPace: { per_second: 100_000, burst: 100_000 } },
  };
  const scripts = helpScripts(options);
  await scripts.changed();
  const served = await serve(
    options,
    {
      storage,
      access,
      erasureList: new ListInMemory(),
      freePages: async () => {},
      disk: { isReadOnly: false, onChanged: () => {}, fault: () => undefined, figures: () => [] },
      async close() {
        await access.roster.settled();
        await storage.close();
      },
    },
    scripts,
  );
  if (!served.ok) throw new Error(served.sentence);
  return { name, server: new Running(served.serving), storage, log: way };
}
