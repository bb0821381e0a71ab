import { createHash } from 'node:crypto';
import { mergeMarkers, type Marker } from '../../actors/records/marker.ts';
import type { RecordPut, RecordStore } from '../../actors/records/store.ts';
import { Roster } from '../../actors/roster/roster.ts';
import type { Secrets } from '../../actors/roster/tokens/secrets.ts';
import { Staff } from '../../actors/roster/staff/staff.ts';
import { Sequences } from '../../actors/records/sequences.ts';
import { RecordWriter } from '../../actors/records/writer.ts';
import { StageMarkers } from '../support/stage-markers.ts';

/** A store whose writes can be counted, held back and refused, and to which others can write. */
export class StageStore implements RecordStore {
  readonly kept = new Map<string, unknown>();
  readonly writes: Array<readonly RecordPut[]> = [];
  readonly subjects: string[] = [];
  /** The next so many writes are refused. */
  refuse = 0;
  position = 0;
  readonly #lasts = new Map<string, number>();
  readonly #listeners = new Set<Parameters<RecordStore['onPuts']>>();
  #held: Array<() => void> | undefined;

  get: RecordStore['get'] = (space, key) => this.kept.get(`${space} ${key}`);

  list: RecordStore['list'] = (space, { prefix, from, limit }) =>
    [...this.kept]
      .filter(([key]) => key.startsWith(`${space} ${prefix}`))
      .map(([key, value]) => ({ key: key.slice(space.length + 1), value }))
      .filter(({ key }) => from === undefined || key >= from)
      .toSorted((a, b) => (a.key < b.key ? -1 : 1))
      .slice(0, limit);

  lastOf: RecordStore['lastOf'] = (subject) => this.#lasts.get(subject) ?? 0;

  append: RecordStore['append'] = async (subject, expected, puts) => {
    this.writes.push(puts);
    this.subjects.push(subject);
    if (this.#held === undefined) await Promise.resolve();
    else await new Promise<void>((go) => this.#held?.push(go));
    if (this.refuse > 0) {
      this.refuse -= 1;
      return { kind: 'rejected', cause: new Error('no space left') };
    }
    if (this.lastOf(subject) !== expected) return { kind: 'conflict', last: this.lastOf(subject) };
    this.elsewhere(subject, puts);
    return { kind: 'durable', position: this.position };
  };

  merge: RecordStore['merge'] = async (markers) => {
    this.writes.push(markers);
    this.subjects.push('markers');
    await Promise.resolve();
    if (this.refuse > 0) {
      this.refuse -= 1;
      return { kind: 'rejected', cause: new Error('no space left') };
    }
    const merged = markers.map(({ space, key, value }) => {
      const before = this.get(space, key) as Marker | undefined;
      const isFirst = before === undefined || value === undefined;
      return { space, key, value: isFirst ? value : mergeMarkers(before, value) };
    });
    this.elsewhere('markers', merged);
    return { kind: 'durable', position: this.position };
  };

  followed: RecordStore['followed'] = async () => {};

  onPuts: RecordStore['onPuts'] = (...listener) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** What another process wrote, at once. */
  elsewhere(subject: string, puts: readonly RecordPut[]): void {
    this.position += 1;
    this.#lasts.set(subject, this.position);
    for (const { space, key, value } of puts) {
      if (value === undefined) this.kept.delete(`${space} ${key}`);
      else this.kept.set(`${space} ${key}`, structuredClone(value));
    }
    for (const [take] of this.#listeners) take(structuredClone(puts));
    for (const [, tell] of this.#listeners) tell();
  }

  /** Resolves when so many writes were asked for. */
  async asked(count: number): Promise<void> {
    while (this.writes.length < count) await Promise.resolve();
  }

  /** Writes wait until `release`. */
  hold(): void {
    this.#held = [];
  }

  /** What waits may go on; what comes next waits. */
  letGo(): void {
    for (const go of this.#held?.splice(0) ?? []) go();
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const go of held) go();
  }
}

/** A clock that stands still until it is moved, and secrets that can be told apart. */
export class StageSecrets implements Secrets {
  time = 1_700_000_000_000;
  #made = 0;

  now(): number {
    return this.time;
  }

  make(): string {
    this.#made += 1;
    return `secret-${this.#made}`;
  }

  makeCode(): string {
    this.#made += 1;
    return `K0D${this.#made}-ABCD`;
  }

  hash(secret: string): string {
    return createHash('sha256').update(secret).digest('base64url');
  }
}

export interface Stage {
  readonly store: StageStore;
  readonly secrets: StageSecrets;
  readonly writer: RecordWriter;
  readonly markers: StageMarkers;
  readonly roster: Roster;
  readonly staff: Staff;
}

/** A roster on a new store, or on one that was left by another. */
export async function stage(
  store = new StageStore(),
  secrets = new StageSecrets(),
): Promise<Stage> {
  const writer = new RecordWriter(store);
  const markers = new StageMarkers(store);
  const roster = await Roster.load(writer, new Sequences(writer), secrets);
  store.writes.length = 0;
  store.subjects.length = 0;
  const staff = new Staff({
    writer,
    roster,
    secrets,
    openings: [],
    supportAlias: () => 'Support',
    supportRoleGroup: () => '',
  });
  return { store, secrets, writer, roster, markers, staff };
}
