import { nanoid } from 'nanoid';
import type { ClientMessage, ServerMessageOf } from '../../protocol/messages.ts';
import type { Clock } from '../core/clock.ts';
import type { Being, Player, Sessions } from './sessions.ts';

/**
 * Unanswered announcements at a time. The server answers an account or a character once it is on
 * disk: this many fill one write while the next one waits, at little memory.
 */
export const unanswered_max = 2_000;
/** From a refusal that allows a retry until the player is announced again. */
export const again_ms = 2_000;

type Part = 'account' | 'character' | 'session';
/** In this order, since later parts refer to earlier ones. */
const parts: readonly Part[] = ['account', 'character', 'session'];

/** Messages that announce who plays. */
export type Announcement = ClientMessage & {
  t:
    | 'account'
    | 'character'
    | 'session_opened'
    | 'session_moved'
    | 'session_closed'
    | 'sessions_end';
};

export interface AnnouncerOptions {
  readonly sessions: Sessions;
  readonly clock: Clock;
  send(message: Announcement): void;
  /** The server refuses a player's data for good. */
  onRefused(refusal: ServerMessageOf<'refused'>): void;
}

/**
 * `away`: not connected. `listing`: the list is not complete yet. `listed`: new players are
 * announced one by one.
 */
type Phase =
  | { readonly kind: 'away' }
  | { readonly kind: 'listing'; readonly listed: () => void }
  | { readonly kind: 'listed' };

const away: Phase = { kind: 'away' };

/**
 * Announces who plays: first all accounts, then all characters, then all sessions, because the
 * server writes those of one kind together; and never more at a time than the server has room for.
 */
export class Announcer {
  readonly #options: AnnouncerOptions;
  #phase: Phase = away;
  /** By part: sessions whose part is still to be announced. */
  readonly #due: Readonly<Record<Part, Set<string>>> = {
    account: new Set(),
    character: new Set(),
    session: new Set(),
  };
  /** By message id. */
  readonly #unanswered = new Map<string, { readonly part: Part; readonly wire: string }>();
  /** Sessions that were announced on this connection and not refused. */
  readonly #told = new Set<string>();
  /** Sessions to announce again after the pause. */
  readonly #again = new Set<string>();
  #cancelAgain: () => void = () => {};
  #pump: 'idle' | 'soon' = 'idle';

  constructor(options: AnnouncerOptions) {
    this.#options = options;
  }

  /** There is a new connection. Resolves when everybody is announced. */
  list(): Promise<void> {
    this.lost();
    for (const wire of this.#options.sessions.wires()) this.#owe(wire);
    return new Promise((listed) => {
      this.#phase = { kind: 'listing', listed };
      this.#tell();
    });
  }

  /** The connection is lost, and with it what was announced on it. */
  lost(): void {
    this.#phase = away;
    this.#cancelAgain();
    this.#again.clear();
    this.#unanswered.clear();
    this.#told.clear();
    for (const part of parts) this.#due[part].clear();
  }

  /** Somebody plays, or their data changed. */
  opened(wire: string): void {
    if (this.#phase.kind === 'away') return;
    this.#owe(wire);
    this.#tellSoon();
  }

  /** Announces this player at once, because a request for them follows. */
  hurry(wire: string): void {
    // Before that, requests wait for the end of the list anyway.
    if (this.#phase.kind !== 'listed') return;
    if (this.#again.delete(wire)) this.#owe(wire);
    for (const part of parts) if (this.#due[part].delete(wire)) this.#say(part, wire);
  }

  moved(wire: string): void {
    const location = this.#options.sessions.player(wire)?.location;
    // A player who is not announced yet will be, with the latest place.
    if (location === undefined || !this.#told.has(wire) || this.#due.session.has(wire)) return;
    this.#options.send({ t: 'session_moved', id: nanoid(), session: wire, location });
  }

  closed(wire: string): void {
    for (const part of parts) this.#due[part].delete(wire);
    this.#again.delete(wire);
    if (this.#told.delete(wire))
      this.#options.send({ t: 'session_closed', id: nanoid(), session: wire });
  }

  /** Returns whether this answers an announcement. */
  take(answer: ServerMessageOf<'done' | 'refused'>): boolean {
    const asked = this.#unanswered.get(answer.id);
    if (asked === undefined) return false;
    this.#unanswered.delete(answer.id);
    if (answer.t === 'refused') this.#refused(asked, answer);
    this.#tellSoon();
    return true;
  }

  #refused(
    { part, wire }: { readonly part: Part; readonly wire: string },
    refusal: ServerMessageOf<'refused'>,
  ): void {
    if (part === 'session') this.#told.delete(wire);
    if (this.#options.sessions.player(wire) === undefined) return;
    if (refusal.retry) this.#tellAgain(wire);
    // If the account is refused, so is what refers to it: all parts are announced again.
    else if (!this.#again.has(wire)) this.#options.onRefused(refusal);
  }

  #tellAgain(wire: string): void {
    this.#again.add(wire);
    if (this.#again.size > 1) return;
    this.#cancelAgain();
    this.#cancelAgain = this.#options.clock.after(again_ms, () => {
      for (const waiting of this.#again) this.#owe(waiting);
      this.#again.clear();
      this.#tell();
    });
  }

  #owe(wire: string): void {
    for (const part of parts) this.#due[part].add(wire);
  }

  /** Deferred, so that all who log in at one moment are announced part by part. */
  #tellSoon(): void {
    if (this.#pump === 'soon') return;
    this.#pump = 'soon';
    queueMicrotask(() => {
      this.#pump = 'idle';
      this.#tell();
    });
  }

  #tell(): void {
    if (this.#phase.kind === 'away') return;
    for (const part of parts) {
      for (const wire of this.#due[part]) {
        if (this.#unanswered.size >= unanswered_max) return;
        this.#due[part].delete(wire);
        this.#say(part, wire);
      }
    }
    if (this.#phase.kind !== 'listing') return;
    const { listed } = this.#phase;
    this.#phase = { kind: 'listed' };
    this.#options.send({ t: 'sessions_end' });
    listed();
  }

  #say(part: Part, wire: string): void {
    const player = this.#options.sessions.player(wire);
    const message = player && announcementOf(part, wire, player);
    if (message === undefined) return;
    this.#unanswered.set(message.id, { part, wire });
    if (part === 'session') this.#told.add(wire);
    this.#options.send(message);
  }
}

/** Undefined if there is nothing to announce: not every player has chosen a character yet. */
function announcementOf(
  part: Part,
  wire: string,
  { account, character, location }: Player,
): (Announcement & { readonly id: string }) | undefined {
  const id = nanoid();
  switch (part) {
    case 'account':
      return { t: 'account', id, account: account.id, ...said(account) };
    case 'character':
      return (
        character && {
          t: 'character',
          id,
          account: account.id,
          character: character.id,
          ...said(character),
        }
      );
    case 'session':
      return {
        t: 'session_opened',
        id,
        session: wire,
        account: account.id,
        ...(account.created !== undefined && { account_created: account.created }),
        ...(character && { character: character.id }),
        ...(character?.created !== undefined && { character_created: character.created }),
        ...(location === undefined ? {} : { location }),
      };
  }
}

function said({ name, created }: Being): Pick<Being, 'name' | 'created'> {
  return created === undefined ? { name } : { name, created };
}
