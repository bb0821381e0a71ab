import { limits } from '../../protocol/limits.ts';
import type { Location } from '../../protocol/ticket.ts';

/** An account or a character, by the shard's own id. */
export interface Being {
  readonly id: string;
  readonly name: string;
  /** When it was created, in milliseconds since 1970: the same id with another time is somebody new. */
  readonly created?: number;
}

/** Somebody who plays now. */
export interface Player {
  readonly session: string;
  readonly account: Being;
  readonly character?: Being;
  readonly location?: Location;
}

/**
 * Who plays now. A shard may reuse the name of a session for the next player; on the wire each
 * login has its own name, so that nothing still under way for one reaches the other.
 */
export class Sessions {
  #logins = 0;
  /** By the shard's name of the session: its name on the wire. */
  readonly #wires = new Map<string, string>();
  /** By the session's name on the wire. */
  readonly #players = new Map<string, Player>();

  /** The session's name on the wire, if somebody plays in it. */
  wire(session: string): string | undefined {
    return this.#wires.get(session);
  }

  /** By the session's name on the wire; undefined once that login has ended. */
  player(wire: string): Player | undefined {
    return this.#players.get(wire);
  }

  /** The names on the wire of all present sessions. */
  wires(): IterableIterator<string> {
    return this.#players.keys();
  }

  /** Adds a player or updates one. Returns the session's name on the wire. */
  put(player: Player): string {
    const wire = this.#wires.get(player.session) ?? this.#newWire(player.session);
    this.#players.set(wire, player);
    return wire;
  }

  end(session: string): void {
    const wire = this.#wires.get(session);
    if (wire === undefined) return;
    this.#wires.delete(session);
    this.#players.delete(wire);
  }

  #newWire(session: string): string {
    this.#logins += 1;
    const name = `${session}~${this.#logins}`;
    // Contains the shard's own name for readers of a log, which may be as long as an id may.
    const wire = name.length <= limits.id_chars_max ? name : `~${this.#logins}`;
    this.#wires.set(session, wire);
    return wire;
  }
}

/** The same id with another creation time is another account. */
export function isAnotherAccount({ account: before }: Player, { account }: Player): boolean {
  if (before.id !== account.id) return true;
  if (before.created === undefined || account.created === undefined) return false;
  return before.created !== account.created;
}
