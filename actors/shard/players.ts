import type { ClientMessageOf } from '../../protocol/messages.ts';
import { refuse, type Refusal } from '../../protocol/refusals.ts';
import type { Location } from '../../protocol/ticket.ts';
import { isAnother } from '../roster/accounts/account.ts';
import type { LiveSession, Online } from '../roster/online.ts';
import type { ShardDeps } from './port.ts';

interface PlayersDeps {
  readonly shard: string;
  readonly roster: Pick<ShardDeps['roster'], 'accountOf' | 'characterOf' | 'isContested'>;
  readonly online: Online;
  /** A session started, or was announced again. */
  opened(playing: LiveSession): void;
  /** It plays another character now. */
  changed(playing: LiveSession): void;
  ended(session: string): void;
  left(account: string): void;
}

/** Who plays on one shard, as the shard says. */
export class Players {
  readonly #deps: PlayersDeps;

  constructor(deps: PlayersDeps) {
    this.#deps = deps;
  }

  /** Whether the shard has announced all sessions since its last welcome. */
  get isListed(): boolean {
    return this.#deps.online.isComplete(this.#deps.shard);
  }

  /** All of them. */
  all(): LiveSession[] {
    return this.#deps.online.ofShard(this.#deps.shard);
  }

  get(session: string): LiveSession | undefined {
    return this.#deps.online.get(this.#deps.shard, session);
  }

  /** The session, moved to this place if one is given. */
  at(session: string, location: Location | undefined): LiveSession | undefined {
    const { shard, online } = this.#deps;
    return location === undefined ? this.get(session) : online.move(shard, session, { location });
  }

  /** Names of the sessions that this account has here. */
  sessionsOf(account: string): string[] {
    return this.#deps.online
      .ofAccount(account)
      .flatMap(({ shard, session }) => (shard === this.#deps.shard ? session : []));
  }

  /** A new list of sessions starts. */
  relist(): void {
    this.#deps.online.relist(this.#deps.shard);
  }

  open(message: ClientMessageOf<'session_opened'>): Refusal | undefined {
    const { shard, roster, online } = this.#deps;
    const account = roster.accountOf(shard, message.account);
    // The shard's world was wiped: the new owner of the id has to be announced first.
    if (account === undefined || isAnother(account.shardCreated, message.account_created))
      return refuse('account_unknown');
    // Without a creation time it is unknown whether this is the account that keeps the id or a new
    // one.
    if (message.account_created === undefined && roster.isContested(shard, message.account))
      return refuse('account_unknown');
    const character =
      message.character === undefined ? null : roster.characterOf(account.id, message.character);
    if (character === undefined || isAnother(character?.shardCreated, message.character_created))
      return refuse('character_unknown');
    const playing: LiveSession = {
      shard,
      session: message.session,
      account: account.id,
      character: character?.id ?? null,
      location: message.location ?? null,
    };
    const before = this.get(message.session);
    // The shard gave the session's name to another player: the forms of the former one are not
    // theirs.
    if (before !== undefined && before.account !== account.id) this.#deps.ended(message.session);
    const refusal = online.open(playing);
    if (refusal === undefined) this.#deps.opened(playing);
    return refusal;
  }

  move(message: ClientMessageOf<'session_moved'>): Refusal | undefined {
    const { shard, roster, online } = this.#deps;
    const playing = this.get(message.session);
    if (playing === undefined) return refuse('session_unknown');
    let { character } = playing;
    if (message.character !== undefined) {
      const found = roster.characterOf(playing.account, message.character);
      if (found === undefined) return refuse('character_unknown');
      character = found.id;
    }
    const location = message.location ?? playing.location;
    const moved = online.move(shard, message.session, { character, location });
    if (moved !== undefined && moved.character !== playing.character) this.#deps.changed(moved);
    return undefined;
  }

  /**
   * The shard gave the id of the account, or of one of its characters, to another: nobody plays as
   * it any more.
   */
  replaced(account: string, character: string | null): void {
    const { shard, online } = this.#deps;
    for (const session of this.sessionsOf(account)) {
      if (character === null) this.close(session);
      else if (this.get(session)?.character === character) {
        this.#deps.changed(online.move(shard, session, { character: null })!);
      }
    }
  }

  close(session: string): Refusal | undefined {
    const gone = this.#deps.online.close(this.#deps.shard, session);
    if (gone === undefined) return refuse('session_unknown');
    this.#leave(gone);
    return undefined;
  }

  /** The list is complete: sessions that were not announced again have ended. */
  listed(): void {
    for (const gone of this.#deps.online.listed(this.#deps.shard)) this.#leave(gone);
  }

  /** Nobody plays here any more. */
  end(): void {
    for (const gone of this.#deps.online.endShard(this.#deps.shard)) this.#leave(gone);
  }

  #leave({ session, account }: LiveSession): void {
    this.#deps.ended(session);
    this.#deps.left(account);
  }
}
