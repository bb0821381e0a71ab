import { refuse, type Refusal } from '../../protocol/refusals.ts';
import type { Location } from '../../protocol/ticket.ts';
import { rosterLimits } from './roster-limits.ts';

/** Somebody who is playing now. */
export interface LiveSession {
  readonly shard: string;
  /** The shard's own name of the session. */
  readonly session: string;
  /** Number of the account, and of the character if one is chosen yet. */
  readonly account: string;
  readonly character: string | null;
  readonly location: Location | null;
}

interface Presence {
  readonly sessions: Map<string, LiveSession>;
  /** Sessions announced since the last welcome; `undefined` once the list is complete. */
  listed: Set<string> | undefined;
}

/**
 * Who is online where, in memory. After each welcome a shard announces all sessions again; those
 * not announced by the end of the list have ended, and until then the list is incomplete.
 */
export class Online {
  readonly #shards = new Map<string, Presence>();
  readonly #byAccount = new Map<string, Set<LiveSession>>();

  /** The shard was welcomed and starts its list. */
  relist(shard: string): void {
    this.#presence(shard).listed = new Set();
  }

  /** The shard ended its list. Ends and returns the sessions that were not announced again. */
  listed(shard: string): LiveSession[] {
    const presence = this.#presence(shard);
    const { listed } = presence;
    presence.listed = undefined;
    if (listed === undefined) return [];
    const gone = [...presence.sessions.values()].filter(({ session }) => !listed.has(session));
    for (const live of gone) this.#drop(live);
    return gone;
  }

  /** Whether the shard has announced all sessions since its last welcome. */
  isComplete(shard: string): boolean {
    const presence = this.#shards.get(shard);
    return presence !== undefined && presence.listed === undefined;
  }

  /** Replaces a session of the same name. */
  open(live: LiveSession): Refusal | undefined {
    const presence = this.#presence(live.shard);
    const before = presence.sessions.get(live.session);
    if (before === undefined && presence.sessions.size >= rosterLimits.sessions_max) {
      return refuse('roster_full');
    }
    if (before !== undefined) this.#drop(before);
    this.#put(live);
    presence.listed?.add(live.session);
    return undefined;
  }

  /** Absent fields stay unchanged. Returns `undefined` if there is no such session. */
  move(
    shard: string,
    session: string,
    to: { readonly character?: string | null; readonly location?: Location | null },
  ): LiveSession | undefined {
    const before = this.get(shard, session);
    if (before === undefined) return undefined;
    const { character = before.character, location = before.location } = to;
    const live = { ...before, character, location };
    this.#drop(before);
    this.#put(live);
    return live;
  }

  close(shard: string, session: string): LiveSession | undefined {
    const live = this.get(shard, session);
    if (live !== undefined) this.#drop(live);
    return live;
  }

  /** Ends all sessions of a shard. */
  endShard(shard: string): LiveSession[] {
    const gone = this.ofShard(shard);
    for (const live of gone) this.#drop(live);
    this.#shards.delete(shard);
    return gone;
  }

  get(shard: string, session: string): LiveSession | undefined {
    return this.#shards.get(shard)?.sessions.get(session);
  }

  ofShard(shard: string): LiveSession[] {
    return [...(this.#shards.get(shard)?.sessions.values() ?? [])];
  }

  ofAccount(account: string): LiveSession[] {
    return [...(this.#byAccount.get(account) ?? [])];
  }

  /** The character that the account plays now, from its latest session. */
  characterOf(account: string): string | null {
    return (
      this.ofAccount(account).findLast(({ character }) => character !== null)?.character ?? null
    );
  }

  #presence(shard: string): Presence {
    let presence = this.#shards.get(shard);
    if (presence === undefined) {
      // Nothing was announced yet, so the list is incomplete.
      presence = { sessions: new Map(), listed: new Set() };
      this.#shards.set(shard, presence);
    }
    return presence;
  }

  #put(live: LiveSession): void {
    this.#presence(live.shard).sessions.set(live.session, live);
    const ofAccount = this.#byAccount.get(live.account) ?? new Set();
    ofAccount.add(live);
    this.#byAccount.set(live.account, ofAccount);
  }

  #drop(live: LiveSession): void {
    this.#shards.get(live.shard)?.sessions.delete(live.session);
    const ofAccount = this.#byAccount.get(live.account);
    ofAccount?.delete(live);
    if (ofAccount?.size === 0) this.#byAccount.delete(live.account);
  }
}
