import type { CommittedTurn } from '../ticket/service.ts';
import type { ShardHealth } from './counts.ts';
import type { ShardConnection, ShardLink, ShardDeps } from './port.ts';
import type { ScriptSources } from './script/lua/require.ts';
import { Shard } from './shard.ts';

/** All shards that connected since the server started; as many as there are keys, at most. */
export class Shards {
  readonly #deps: ShardDeps;
  readonly #shards = new Map<string, Shard>();

  constructor(deps: ShardDeps) {
    this.#deps = deps;
  }

  connect(name: string, incarnation: string, connection: ShardConnection): ShardLink {
    const shard = this.#shards.get(name) ?? new Shard(name, this.#deps);
    this.#shards.set(name, shard);
    return shard.connect(incarnation, connection);
  }

  noticesFor(account: string): void {
    for (const shard of this.#shards.values()) shard.noticesFor(account);
  }

  /** Anybody may have got some. */
  noticesForAll(): void {
    for (const shard of this.#shards.values()) shard.noticesForAll();
  }

  /** The id of the account, or of its character, is another's now. */
  replaced(account: string, character: string | null): void {
    for (const shard of this.#shards.values()) shard.replaced(account, character);
  }

  committed(turn: CommittedTurn): void {
    if (turn.after.shard === null) return;
    this.#shards.get(turn.after.shard)?.committed(turn);
  }

  /** Scripts hold nothing of a ticket that could be told afresh: what one missed was reported. */
  renew(): void {}

  /** Whoever connected with the old key has to come with the new one. */
  keyChanged(name: string): void {
    this.#shards.get(name)?.disconnect();
  }

  /** The shard may not come back. */
  async removed(name: string): Promise<void> {
    const shard = this.#shards.get(name);
    this.#shards.delete(name);
    await shard?.end();
  }

  /** By name of the shard. */
  health(): Map<string, ShardHealth> {
    return new Map([...this.#shards].map(([name, shard]) => [name, shard.health()]));
  }

  /** Tells the scripts that run already which categories are valid. */
  changeCategories(categories: readonly string[]): void {
    for (const shard of this.#shards.values()) shard.changeCategories(categories);
  }

  /** Runs other scripts where some run already. */
  async reloadScripts(sources: ScriptSources): Promise<void> {
    const shards = [...this.#shards.values()];
    await Promise.all(shards.map((shard) => shard.reloadScripts(sources)));
  }

  /** Ends the scripts of all shards. */
  async close(): Promise<void> {
    await Promise.all([...this.#shards.values()].map((shard) => shard.close()));
  }
}
