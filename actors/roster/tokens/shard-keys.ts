import * as v from 'valibot';
import { Listeners } from '../../runtime/listeners.ts';
import { refusedSaying, type Refused, type Result } from '../../../protocol/refusals.ts';
import { rosterLimits } from '../roster-limits.ts';
import { lookAlike } from '../staff/look-alike.ts';
import { looksTaken, notStored } from '../outcome.ts';
import { Records } from '../../records/records.ts';
import type { Secrets } from './secrets.ts';
import { access_subject } from '../subjects.ts';
import type { Draft, Trail } from '../../records/draft.ts';
import type { RecordWriter } from '../../records/writer.ts';

/** A shard that may connect. Kept under `shard/NAME`. */
const shardForm = v.strictObject({
  name: v.string(),
  /** Unsalted and fast: the 256 random bits of a key cannot be guessed. */
  keyHash: v.string(),
  /** Milliseconds since 1970. */
  created: v.number(),
  /** When the present key was made. */
  rotated: v.number(),
  /** The key before it, if that holds beside it for a while. */
  former: v.optional(v.strictObject({ keyHash: v.string(), until: v.number() })),
});
export type KeyedShard = Readonly<v.InferOutput<typeof shardForm>>;

export interface OpenedByKey {
  readonly shard: string;
  /** Neither the key nor anything that leads to it. */
  readonly key: string;
}

/** The name is also used for a folder of scripts and in addresses. */
const name_form = /^[a-z0-9][a-z0-9._-]{0,39}$/iu;

/** The shards and their keys. A key is shown only once, when it is made. */
export class ShardKeys {
  readonly #writer: RecordWriter;
  readonly #secrets: Secrets;
  readonly #shards: Records<KeyedShard>;
  /** A lookup by hash takes the same time for a nearly correct key as for any other. */
  readonly #byKeyHash = new Map<string, string>();
  readonly #rotated = new Listeners<[shard: string]>();
  readonly #removed = new Listeners<[shard: string]>();

  constructor(writer: RecordWriter, secrets: Secrets) {
    this.#writer = writer;
    this.#secrets = secrets;
    this.#shards = new Records(
      writer,
      {
        space: 'roster',
        prefix: 'shard',
        schema: shardForm,
        records_max: rosterLimits.shards_max,
      },
      (name, before, after) => this.#taken(name, before, after),
    );
  }

  list(): KeyedShard[] {
    return [...this.#shards.values()].toSorted((a, b) => a.created - b.created);
  }

  shardOfKey(key: string): string | undefined {
    return this.opened(key)?.shard;
  }

  /** What a key opens, with an id by which `holds` asks for it later. */
  opened(key: string): OpenedByKey | undefined {
    const id = this.#secrets.hash(key);
    const shard = this.#byKeyHash.get(id);
    return shard !== undefined && this.holds(shard, id) ? { shard, key: id } : undefined;
  }

  /** Whether the key by this id still opens the shard: a former one does until its time is over. */
  holds(shard: string, key: string): boolean {
    const known = this.#shards.get(shard);
    if (known?.keyHash === key) return true;
    const former = known?.former;
    return former?.keyHash === key && this.#secrets.now() < former.until;
  }

  /**
   * Whether what a shard asked for then still counts: not once it was removed, or got another key
   * without an overlap, since somebody else may have had the former one.
   */
  countsSince(name: string, at: number): boolean {
    const shard = this.#shards.get(name);
    return shard !== undefined && (shard.former !== undefined || shard.rotated <= at);
  }

  /** Until when the former key holds; null: there is none that does. */
  formerUntil({ former }: KeyedShard): number | null {
    return former !== undefined && this.#secrets.now() < former.until ? former.until : null;
  }

  /** Returns the key of a new shard. */
  async add(name: string, trail?: Trail): Promise<Result<{ value: string }>> {
    if (!name_form.test(name)) {
      return refusedSaying(
        'name_invalid',
        `A shard is named by 1 to 40 of a-z, 0-9, dot, dash and underscore, starting with a letter or digit; "${name}" is not.`,
      );
    }
    const key = this.#secrets.make();
    const now = this.#secrets.now();
    const shard = { name, keyHash: this.#secrets.hash(key), created: now, rotated: now };
    return this.#change((draft) => {
      if (this.#shards.get(name) !== undefined) {
        const exists = `There is a shard named ${name} already: rotate its key to get a new one.`;
        return refusedSaying('name_taken', exists);
      }
      const alike = lookAlike(
        name,
        [...this.#shards.values()].map((other) => other.name),
      );
      if (alike !== undefined) return looksTaken('a shard', alike);
      draft.put(this.#shards, name, shard, trail);
      return { ok: true, value: key };
    });
  }

  /** Replaces the key; the former one opens nothing from now on, or after `overlap_ms`. */
  rotate(name: string, trail?: Trail, overlap_ms = 0): Promise<Result<{ value: string }>> {
    const key = this.#secrets.make();
    const rotated = this.#secrets.now();
    const keyHash = this.#secrets.hash(key);
    return this.#change((draft) => {
      const shard = this.#shards.get(name);
      if (shard === undefined) return noShard(name);
      const { former: _, ...rest } = shard;
      const until = rotated + overlap_ms;
      const former = overlap_ms > 0 ? { former: { keyHash: shard.keyHash, until } } : {};
      draft.put(this.#shards, name, { ...rest, keyHash, rotated, ...former }, trail);
      return { ok: true, value: key };
    });
  }

  /** The shard may no longer connect. Its accounts and tickets stay. */
  remove(name: string, trail?: Trail): Promise<Result<{ value: undefined }>> {
    return this.#change((draft) => {
      if (this.#shards.get(name) === undefined) return noShard(name);
      draft.put(this.#shards, name, undefined, trail);
      return { ok: true, value: undefined };
    });
  }

  /** Called when a shard got a new key and the former one holds no longer: connections end. */
  onRotated(listener: (shard: string) => void): void {
    this.#rotated.add(listener);
  }

  /** Called when a shard may no longer connect. */
  onRemoved(listener: (shard: string) => void): void {
    this.#removed.add(listener);
  }

  async #change<T>(decide: (draft: Draft) => Result<{ value: T }>): Promise<Result<{ value: T }>> {
    const changed = await this.#writer.change(access_subject, decide);
    return 'value' in changed ? changed.value : notStored(changed.kind);
  }

  #taken(name: string, before: KeyedShard | undefined, after: KeyedShard | undefined): void {
    for (const key of keysOf(before)) this.#byKeyHash.delete(key);
    for (const key of keysOf(after)) this.#byKeyHash.set(key, name);
    if (before === undefined || keysOf(after).includes(before.keyHash)) return;
    const listeners = after === undefined ? this.#removed : this.#rotated;
    this.#writer.afterEntry(() => listeners.tell(name));
  }
}

/** Hashes of all keys of a shard, whether their time is over or not. */
function keysOf(shard: KeyedShard | undefined): string[] {
  if (shard === undefined) return [];
  return [shard.keyHash, ...(shard.former === undefined ? [] : [shard.former.keyHash])];
}

function noShard(name: string): Refused {
  return refusedSaying('shard_unknown', `There is no shard named ${name}.`);
}
