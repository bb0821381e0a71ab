import { Listeners } from '../runtime/listeners.ts';
import type { CommittedTurn } from '../ticket/service.ts';
import type { ShardHealth } from './counts.ts';
import type { ShardConnection, ShardDeps, ShardLink } from './port.ts';
import type { ShardProgram, ShardStanding } from './program.ts';
import type { ScriptSources } from './script/lua/require.ts';
import { Shard } from './shard.ts';

/** All shards that connected since the server started; at most as many as there are keys. */
export class Shards {
  readonly #deps: ShardDeps;
  readonly #shards = new Map<string, Shard>();
  readonly #connected = new Listeners<[shard: string]>();

  constructor(deps: ShardDeps) {
    this.#deps = deps;
  }

  connect(name: string, program: ShardProgram, connection: ShardConnection): ShardLink {
    const told = (shard: string): void => this.#connected.tell(shard);
    const shard = this.#shards.get(name) ?? new Shard(name, this.#deps, told);
    this.#shards.set(name, shard);
    return shard.connect(program, connection);
  }

  noticesFor(account: string): void {
    for (const shard of this.#shards.values()) shard.noticesFor(account);
  }

  /** Any account may have new notices. */
  noticesForAll(): void {
    for (const shard of this.#shards.values()) shard.noticesForAll();
  }

  /** The id of the account, or of its character, belongs to another now. */
  replaced(account: string, character: string | null): void {
    for (const shard of this.#shards.values()) shard.replaced(account, character);
  }

  committed(turn: CommittedTurn): void {
    if (turn.after.shard === null) return;
    this.#shards.get(turn.after.shard)?.committed(turn);
  }

  /** Scripts hold no ticket state to refresh: what they missed was logged. */
  renew(): void {}

  /** A shard that connected with the old key must connect again with the new one. */
  keyChanged(name: string): void {
    this.#shards.get(name)?.disconnect();
  }

  /** The shard was removed and may not come back. */
  async removed(name: string): Promise<void> {
    const shard = this.#shards.get(name);
    this.#shards.delete(name);
    await shard?.end();
  }

  /** Called when a shard was connected, or is not any more. */
  onConnected(listener: (shard: string) => void): void {
    this.#connected.add(listener);
  }

  /** Undefined if it did not connect since the server started. */
  standing(name: string): ShardStanding | undefined {
    return this.#shards.get(name)?.standing();
  }

  /** By name of the shard. */
  health(): Map<string, ShardHealth> {
    return new Map([...this.#shards].map(([name, shard]) => [name, shard.health()]));
  }

  /** Tells running scripts which categories are valid. */
  changeCategories(categories: readonly string[]): void {
    for (const shard of this.#shards.values()) shard.changeCategories(categories);
  }

  /** Replaces the scripts where some run. */
  async reloadScripts(sources: ScriptSources): Promise<void> {
    const shards = [...this.#shards.values()];
    await Promise.all(shards.map((shard) => shard.reloadScripts(sources)));
  }

  /** Ends the scripts of all shards. */
  async close(): Promise<void> {
    await Promise.all([...this.#shards.values()].map((shard) => shard.close()));
  }
}
