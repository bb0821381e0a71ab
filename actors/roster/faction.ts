import * as v from 'valibot';

/** A band of a shard's players, with its members as the shard told them last. Kept under `faction/ID`. */
export const factionForm = v.strictObject({
  /** A number unique over all shards, accounts and characters, as a decimal string. */
  id: v.string(),
  shard: v.string(),
  /** What the shard calls it. */
  shardFaction: v.string(),
  name: v.string(),
  /** Numbers of accounts. */
  members: v.array(v.string()),
});
export type Faction = Readonly<v.InferOutput<typeof factionForm>>;
