import { createHash } from 'node:crypto';
import { Roster } from '../../actors/roster/roster.ts';
import type { Secrets } from '../../actors/roster/secrets.ts';
import { Staff } from '../../actors/roster/staff.ts';
import type { RosterPut, RosterStore } from '../../actors/roster/store.ts';
import { RecordWriter } from '../../actors/roster/writer.ts';

/** A store whose writes can be counted, held back and refused. */
export class StageStore implements RosterStore {
  readonly kept = new Map<string, unknown>();
  readonly claims = new Map<string, string>();
  readonly writes: Array<readonly RosterPut[]> = [];
  /** The next so many writes are refused. */
  refuse = 0;
  #held: Array<() => void> | undefined;

  list: RosterStore['list'] = (space, { prefix, from, limit }) =>
    [...this.kept]
      .filter(([key]) => key.startsWith(`${space} ${prefix}`))
      .map(([key, value]) => ({ key: key.slice(space.length + 1), value }))
      .filter(({ key }) => from === undefined || key >= from)
      .toSorted((a, b) => (a.key < b.key ? -1 : 1))
      .slice(0, limit);

  write: RosterStore['write'] = async (puts) => {
    this.writes.push(puts);
    if (this.#held !== undefined) await new Promise<void>((go) => this.#held?.push(go));
    if (this.refuse > 0) {
      this.refuse -= 1;
      return { kind: 'rejected', cause: new Error('no space left') };
    }
    for (const { space, key, value } of puts) {
      if (value === undefined) this.kept.delete(`${space} ${key}`);
      else this.kept.set(`${space} ${key}`, structuredClone(value));
    }
    return { kind: 'durable' };
  };

  claim: RosterStore['claim'] = async (kind, key, owner) => {
    const known = this.claims.get(`${kind} ${key}`) ?? owner;
    this.claims.set(`${kind} ${key}`, known);
    return known === owner ? 'claimed' : 'taken';
  };

  /** Writes wait until `release`. */
  hold(): void {
    this.#held = [];
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
  readonly roster: Roster;
  readonly staff: Staff;
}

/** A roster on a new store, or on one that was left by another. */
export async function stage(
  store = new StageStore(),
  secrets = new StageSecrets(),
): Promise<Stage> {
  const writer = new RecordWriter(store);
  const roster = await Roster.load(writer, secrets);
  store.writes.length = 0;
  return { store, secrets, writer, roster, staff: new Staff(roster, secrets) };
}
