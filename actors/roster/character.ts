import * as v from 'valibot';

/** Whom an account plays. Kept under `character/ID`. */
export const characterForm = v.strictObject({
  /** A number unique over all shards and accounts, as a decimal string. */
  id: v.string(),
  /** Number of its account. */
  account: v.string(),
  /** What the shard calls it. */
  shardCharacter: v.string(),
  /** When it was created there, if the shard tells that. */
  shardCreated: v.optional(v.number()),
  name: v.string(),
});
export type Character = Readonly<v.InferOutput<typeof characterForm>>;
