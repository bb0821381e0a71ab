import type { RecordPut, RecordSpace } from './store.ts';

/** Records of one kind, as a change sees them. */
export interface RecordKind<T extends object> {
  readonly space: RecordSpace;
  readonly prefix: string;
  /** As it is in memory, which is what is durable. */
  get(id: string): T | undefined;
  /** Whether so many new records more would be too many. */
  isFull(added?: number): boolean;
  /** What is written of one, beside the version. */
  stored(record: T): object;
}

/** What else is to be written where a record becomes another; `undefined` is none. */
export type Trail = (before: object | undefined, after: object | undefined) => readonly RecordPut[];

interface Changed {
  readonly kind: RecordKind<object>;
  readonly key: string;
  readonly before: object | undefined;
  readonly after: object | undefined;
}

/** Version of the stored forms, beside the fields of each. */
export const form_version = 1;

/** What a change is about to make of the records. Nobody else sees it before it is durable. */
export class Draft {
  readonly #earlier: Draft | undefined;
  readonly #changed = new Map<string, Changed>();
  readonly #trails: RecordPut[] = [];

  /** On top of what earlier changes of the same write come to. */
  constructor(earlier?: Draft) {
    this.#earlier = earlier;
  }

  get isEmpty(): boolean {
    return this.#changed.size === 0;
  }

  /** The record as it is after all that was decided before. */
  get<T extends object>(kind: RecordKind<T>, id: string): T | undefined {
    const changed = this.#at(keyOf(kind, id));
    return changed === undefined ? kind.get(id) : (changed.after as T | undefined);
  }

  /** `undefined` removes it. `trail` is written with it, if that changes anything. */
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

  /** Whether anything that it changes, or leaves as it is, was decided earlier in the same write. */
  restsOn(kind: RecordKind<object>, id: string): boolean {
    return this.#earlier !== undefined && this.#earlier.#at(keyOf(kind, id)) !== undefined;
  }

  /** Whether it makes more records of a kind than there may be; `alone`: even without the earlier ones. */
  isTooMany(): { readonly alone: boolean } | undefined {
    const own = this.#added();
    const earlier =
      this.#earlier === undefined ? new Map<RecordKind<object>, number>() : this.#earlier.#added();
    for (const [kind, count] of own) {
      if (kind.isFull(count + (earlier.get(kind) ?? 0))) return { alone: kind.isFull(count) };
    }
    return undefined;
  }

  /** Takes over what a later change of the same write decided. */
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
