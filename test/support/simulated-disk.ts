import { NameTaken, type LogDisk, type LogFile } from '../../server/storage/file-log/disk.ts';
import type { Chance } from './seed.ts';

/** What a process asks of the disk, one after the other. */
export interface Step {
  readonly kind:
    | 'claim'
    | 'make'
    | 'rename'
    | 'sync_names'
    | 'write'
    | 'flush'
    | 'remove'
    | 'commit';
  readonly name: string;
  /** Counted from 1, over all kinds. */
  readonly number: number;
}

/**
 * What becomes of it. `short`: some of a write, which says so. `hang`: nothing, until `answer`. `off`:
 * it is on its way when the process ends.
 */
export type Fate = 'ok' | 'fail' | 'short' | 'hang' | 'off';

const sector_bytes = 512;

interface SimulatedFile {
  /** As it is read. */
  seen: Buffer;
  /** As it is on the medium. */
  durable: Buffer;
  /** Sectors that the next flush brings to the medium. */
  readonly dirty: Set<number>;
  /** Those of a flush that failed: no later one brings them there, and yet they may be. */
  readonly doomed: Set<number>;
}

interface Medium {
  readonly seen: Map<string, SimulatedFile>;
  readonly durable: Map<string, SimulatedFile>;
}

/**
 * A disk in memory that keeps no more than it promised: whatever no finished flush covers may be there
 * after a crash or not, each sector and each name for itself. One object is how one process uses it.
 */
export class SimulatedDisk implements LogDisk {
  readonly #chance: Chance;
  readonly #medium: Medium;
  #isOff = false;
  #goOff: () => void = () => {};
  /** Resolves when its process is gone. */
  readonly off = new Promise<void>((off) => (this.#goOff = off));
  #hung: Array<(fate: Fate) => void> = [];
  /** How many steps were begun. */
  steps = 0;
  /** What becomes of each step. */
  plan: (step: Step) => Fate = () => 'ok';

  constructor(chance: Chance, medium: Medium = { seen: new Map(), durable: new Map() }) {
    this.#chance = chance;
    this.#medium = medium;
  }

  /** The same disk as another process uses it, also after this one was killed. */
  another(): SimulatedDisk {
    return new SimulatedDisk(this.#chance, this.#medium);
  }

  /** Its process is gone: nothing more is asked for or answered. */
  kill(): SimulatedDisk {
    this.#turnOff();
    return this.another();
  }

  /** The power is gone: what is there afterwards. */
  crash(): SimulatedDisk {
    this.#turnOff();
    const { seen, durable } = this.#medium;
    const names = new Map<string, SimulatedFile>();
    const copies = new Map<SimulatedFile, SimulatedFile>();
    for (const name of new Set([...seen.keys(), ...durable.keys()])) {
      const file = this.#either(seen.get(name), durable.get(name));
      if (file === undefined) continue;
      const copy = copies.get(file) ?? this.#afterCrash(file);
      copies.set(file, copy);
      names.set(name, copy);
    }
    return new SimulatedDisk(this.#chance, { seen: names, durable: new Map(names) });
  }

  get isHung(): boolean {
    return this.#hung.length > 0;
  }

  /** What hangs goes on. */
  answer(fate: Fate): void {
    for (const go of this.#hung.splice(0)) go(fate);
  }

  /** What a file holds, as it is read. */
  contents(name: string): Buffer {
    return Buffer.from(this.#file(name).seen);
  }

  get names(): readonly string[] {
    return [...this.#medium.seen.keys()].toSorted();
  }

  /** Puts a file there, as whoever copies folders does. */
  put(name: string, bytes: Uint8Array): void {
    const file = fileOf(Buffer.from(bytes));
    this.#medium.seen.set(name, file);
    this.#medium.durable.set(name, file);
  }

  /** Takes a file away, as whoever tidies up does. Returns how to put it back. */
  take(name: string): () => void {
    const { seen } = this.#medium;
    const file = this.#file(name);
    seen.delete(name);
    return () => void seen.set(name, file);
  }

  async list(): Promise<readonly string[]> {
    await this.#turn();
    return this.names;
  }

  async read(name: string): Promise<Buffer> {
    await this.#turn();
    return this.contents(name);
  }

  async create(name: string, bytes: number): Promise<void> {
    const { seen, durable } = this.#medium;
    await this.#step('claim', name);
    if (seen.has(name)) throw new NameTaken(name);
    seen.set(name, fileOf(Buffer.alloc(0)));
    await this.#step('make', name);
    const file = fileOf(Buffer.alloc(bytes));
    seen.set(`${name}.new`, file);
    await this.#step('rename', name);
    seen.delete(`${name}.new`);
    seen.set(name, file);
    await this.#step('sync_names', name);
    durable.clear();
    for (const [each, its] of seen) durable.set(each, its);
  }

  async open(name: string): Promise<LogFile> {
    await this.#turn();
    const file = this.#file(name);
    return {
      append: async (given, at) => {
        const bytes = Buffer.from(given);
        await this.#step(
          'write',
          name,
          (part) => this.#write(file, bytes.subarray(0, part), at),
          bytes.length,
        );
        await this.#step('flush', name, (_, fate) => flush(file, fate));
      },
      isInPlace: () => this.#medium.seen.get(name) === file,
      close: () => this.#turn(),
    };
  }

  async remove(name: string): Promise<void> {
    await this.#step('remove', name);
    this.#medium.seen.delete(name);
  }

  /** Something beside the files of the log, all at once and for good; where it fails, perhaps. */
  async commit(effect: () => void): Promise<void> {
    await this.#step('commit', '', (_, fate) => {
      if (fate === 'ok' || this.#chance.below(2) === 0) effect();
    });
  }

  #turnOff(): void {
    this.#isOff = true;
    this.#goOff();
  }

  #file(name: string): SimulatedFile {
    const file = this.#medium.seen.get(name);
    if (file === undefined) throw new Error(`there is no ${name}`);
    return file;
  }

  #write(file: SimulatedFile, bytes: Buffer, at: number): void {
    bytes.copy(file.seen, at);
    for (let from = at; from < at + bytes.length; from += sector_bytes) {
      file.dirty.add(from / sector_bytes);
      file.doomed.delete(from / sector_bytes);
    }
  }

  /** `effect` is given how many bytes of so many are reached, and why. */
  async #step(
    kind: Step['kind'],
    name: string,
    effect: (part: number, fate: Fate) => void = () => {},
    bytes = 0,
  ): Promise<void> {
    await this.#turn();
    this.steps += 1;
    let fate = this.plan({ kind, name, number: this.steps });
    if (fate === 'hang') fate = await new Promise((go) => this.#hung.push(go));
    if (this.#isOff) return never();
    const isWhole = fate === 'ok' || kind !== 'write';
    const sectors = this.#chance.below(bytes / sector_bytes + 1);
    effect(isWhole ? bytes : sectors * sector_bytes, fate);
    if (fate === 'ok') return;
    if (fate === 'off') {
      this.#turnOff();
      return never();
    }
    throw new Error(`the simulated disk fails at ${kind} ${name}`);
  }

  async #turn(): Promise<void> {
    if (this.#isOff) return never();
    await new Promise((next) => setImmediate(next));
    if (this.#isOff) return never();
  }

  #either<T>(a: T, b: T): T {
    return this.#chance.below(2) === 0 ? a : b;
  }

  #afterCrash({ seen, durable, dirty, doomed }: SimulatedFile): SimulatedFile {
    const after = Buffer.from(durable);
    for (const sector of [...dirty, ...doomed]) {
      const at = sector * sector_bytes;
      const source = this.#either(seen, durable);
      source.copy(after, at, at, at + sector_bytes);
    }
    return fileOf(after);
  }
}

function fileOf(bytes: Buffer): SimulatedFile {
  return { seen: bytes, durable: Buffer.from(bytes), dirty: new Set(), doomed: new Set() };
}

function flush({ seen, durable, dirty, doomed }: SimulatedFile, fate: Fate): void {
  for (const sector of dirty) {
    const at = sector * sector_bytes;
    if (fate === 'ok') seen.copy(durable, at, at, at + sector_bytes);
    else doomed.add(sector);
  }
  if (fate !== 'off') dirty.clear();
}

function never(): Promise<never> {
  return new Promise(() => {});
}
