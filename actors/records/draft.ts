import type { RecordPut, RecordSpace } from './store.ts';

/** Records of one kind, as a change sees them. */
export interface RecordKind<T extends object> {
  readonly space: RecordSpace;
  readonly prefix: string;
  /** The record as it is in memory, which is always what is durable. */
  get(id: string): T | undefined;
  /** Whether adding this many new records (one by default) would exceed the bound. */
  isFull(added?: number): boolean;
  /** The fields to write; the version is added to them. */
  stored(record: T): object;
}

/**
 * Extra puts to write when a record changes, such as an audit record; `undefined` means no record.
 */
export type Trail = (before: object | undefined, after: object | undefined) => readonly RecordPut[];

interface Changed {
  readonly kind: RecordKind<object>;
  readonly key: string;
  readonly before: object | undefined;
  readonly after: object | undefined;
}

/** Version of the stored forms, kept beside the fields of each record. */
export const form_version = 1;

/** The records that a change will write. Nobody else sees them before they are durable. */
export class Draft {
  readonly #earlier: Draft | undefined;
  readonly #changed = new Map<string, Changed>();
  readonly #trails: RecordPut[] = [];

  /** Starts from what earlier changes of the same write decided. */
  constructor(earlier?: Draft) {
    this.#earlier = earlier;
  }

  get isEmpty(): boolean {
    return this.#changed.size === 0;
  }

  /** The record as the decisions so far leave it. */
  get<T extends object>(kind: RecordKind<T>, id: string): T | undefined {
    const changed = this.#at(keyOf(kind, id));
    return changed === undefined ? kind.get(id) : (changed.after as T | undefined);
  }

  /** `undefined` removes the record. `trail` is written too if the put changes anything. */
  put<T extends object>(
    kind: RecordKind<T>,
    id: string,
    after: T | undefined,
    trail?: Trail,
  ): void {
    const before = this.get(kind, id);
    if (before === undefined && after === undefined) return;
    const key = keyOf(kind, id);
    this.#changed.set(key, { kind, key, before, after });
    if (trail !== undefined) this.#trails.push(...trail(before, after));
  }

  /** Puts written with what is changed, such as the audit record of several changes. */
  beside(puts: readonly RecordPut[]): void {
    this.#trails.push(...puts);
  }

  /**
   * Whether an earlier change of the same write touched anything that this one changes or keeps.
   */
  restsOn(kind: RecordKind<object>, id: string): boolean {
    return this.#earlier !== undefined && this.#earlier.#at(keyOf(kind, id)) !== undefined;
  }

  /** Whether it exceeds the bound of a kind; `alone`: even without the earlier changes. */
  isTooMany(): { readonly alone: boolean } | undefined {
    const own = this.#added();
    const earlier =
      this.#earlier === undefined ? new Map<RecordKind<object>, number>() : this.#earlier.#added();
    for (const [kind, count] of own) {
      if (kind.isFull(count + (earlier.get(kind) ?? 0))) return { alone: kind.isFull(count) };
    }
    return undefined;
  }

  /** Merges the decisions of a later change of the same write. */
  add(later: Draft): void {
    for (const [key, changed] of later.#changed) this.#changed.set(key, changed);
    this.#trails.push(...later.#trails);
  }

  puts(): RecordPut[] {
    const changes = [...this.#changed.values()].map(({ kind, key, after }): RecordPut => {
      const value = after === undefined ? undefined : { v: form_version, ...kind.stored(after) };
      return { space: kind.space, key: key.slice(kind.space.length + 1), value };
    });
    return [...changes, ...this.#trails];
  }

  #at(key: string): Changed | undefined {
    const own = this.#changed.get(key);
    if (own !== undefined || this.#earlier === undefined) return own;
    return this.#earlier.#at(key);
  }

  #added(): Map<RecordKind<object>, number> {
    const added = new Map<RecordKind<object>, number>();
    for (const { kind, key, after } of this.#changed.values()) {
      const isThere = kind.get(key.slice(key.indexOf('/') + 1)) !== undefined;
      if (isThere || after === undefined) continue;
      added.set(kind, (added.get(kind) ?? 0) + 1);
    }
    return added;
  }
}

function keyOf(kind: Pick<RecordKind<object>, 'space' | 'prefix'>, id: string): string {
  return `${kind.space} ${kind.prefix}/${id}`;
}
