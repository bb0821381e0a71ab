import type { ServerMessageOf } from '../../protocol/messages.ts';
import { shardLimits } from './shard-limits.ts';
import type { Pace } from './pace.ts';

/** A reply that has to reach a player in the game: kept until it was shown to them. */
export interface Notice {
  /** Stable, and made of nothing that the public audience may not know. */
  readonly id: string;
  readonly ticket: string;
  readonly number: number;
  readonly from: string;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Where notices are kept. */
export interface NoticeStore {
  /** The oldest ones of an account, of tickets that it may read at this moment. */
  pending(account: string, limit: number): Promise<Notice[]>;
  /** Forgets one that was shown; says whether it is forgotten. Never rejects. */
  shown(account: string, notice: string): Promise<boolean>;
}

/** By notice. `shown`: acknowledged, and not forgotten yet. */
type Standings = Map<string, 'sent' | 'shown'>;

/** An account, and what each of its sessions has of what is kept for it. */
interface Addressee {
  readonly sessions: Map<string, Standings>;
  /** What a session acknowledged that is still kept: another session has not shown it, or the disk took nothing. */
  readonly acknowledged: Set<string>;
  /** Those that are being forgotten at this moment. */
  readonly leaving: Set<string>;
  /** Notices forgotten so far: what was read before one was may name it still. */
  forgotten: number;
}

interface DeliveryDeps {
  readonly store: NoticeStore;
  readonly pace: Pace;
  send(message: ServerMessageOf<'notify'>): void;
}

/**
 * Brings the kept notices of an account to each of its sessions, oldest first, a bounded number at
 * a time and never faster than the shard takes them. A notice is forgotten once every session that
 * plays has shown it; what comes into the game later gets what nobody was shown. What is sent again
 * after a lost connection carries the same id; the shard shows it once.
 */
export class NoticeDelivery {
  readonly #deps: DeliveryDeps;
  readonly #addressees = new Map<string, Addressee>();
  /** By session. */
  readonly #accounts = new Map<string, string>();

  constructor(deps: DeliveryDeps) {
    this.#deps = deps;
  }

  /** The session is there, or there may be something for it. */
  deliver(session: string, account: string): void {
    const addressee = this.#addressee(account);
    // Something was written just now: what the disk did not take before, it may take again.
    this.#forgetAll(account, addressee);
    this.#bring(session, account, addressee);
  }

  #bring(session: string, account: string, addressee: Addressee): void {
    const standings = this.#standings(addressee, session, account);
    this.#deps.pace.add(`notices ${session}`, async (hasRoom) => {
      const { forgotten } = addressee;
      const shown = [...standings.values()].filter((standing) => standing === 'shown').length;
      const { notices_in_flight_max } = shardLimits;
      const pending = await this.#deps.store.pending(account, notices_in_flight_max + shown);
      // Meanwhile the session may have ended, and its name be another player's.
      if (addressee.sessions.get(session) !== standings) return 'finished';
      if (addressee.forgotten !== forgotten) return 'unfinished';
      let sent = [...standings.values()].filter((standing) => standing === 'sent').length;
      for (const notice of pending) {
        if (standings.has(notice.id)) continue;
        if (sent >= notices_in_flight_max) return 'finished';
        if (!hasRoom()) return 'unfinished';
        standings.set(notice.id, 'sent');
        sent += 1;
        this.#deps.send(messageOf(session, notice));
      }
      return 'finished';
    });
  }

  /** The session has shown it. What was not sent to it on this connection is not heard. */
  shown(session: string, notice: string): void {
    const account = this.#accounts.get(session);
    const addressee = account === undefined ? undefined : this.#addressees.get(account);
    const standings = addressee?.sessions.get(session);
    if (account === undefined || addressee === undefined) return;
    if (standings?.get(notice) !== 'sent') return;
    standings.set(notice, 'shown');
    addressee.acknowledged.add(notice);
    forgetOldest(addressee);
    void this.#forget(account, addressee, notice);
    this.#bring(session, account, addressee);
  }

  endSession(session: string): void {
    const account = this.#accounts.get(session);
    const addressee = account === undefined ? undefined : this.#addressees.get(account);
    if (account === undefined || addressee === undefined) return;
    this.#accounts.delete(session);
    addressee.sessions.delete(session);
    this.#forgetAll(account, addressee);
    this.#dropIfIdle(account, addressee);
  }

  /** The connection is a new one: what was sent and not acknowledged is sent again. */
  restart(): void {
    for (const { sessions } of this.#addressees.values()) {
      for (const standings of sessions.values()) {
        for (const [notice, standing] of standings)
          if (standing === 'sent') standings.delete(notice);
      }
    }
  }

  #forgetAll(account: string, addressee: Addressee): void {
    for (const notice of addressee.acknowledged) void this.#forget(account, addressee, notice);
  }

  /** If every session that plays has shown it. */
  async #forget(account: string, addressee: Addressee, notice: string): Promise<void> {
    const { sessions, acknowledged, leaving } = addressee;
    if (leaving.has(notice)) return;
    for (const standings of sessions.values()) if (standings.get(notice) !== 'shown') return;
    leaving.add(notice);
    const isForgotten = await this.#deps.store.shown(account, notice);
    leaving.delete(notice);
    if (!isForgotten) return;
    acknowledged.delete(notice);
    for (const standings of sessions.values()) standings.delete(notice);
    addressee.forgotten += 1;
    this.#dropIfIdle(account, addressee);
  }

  #addressee(account: string): Addressee {
    const known = this.#addressees.get(account);
    if (known !== undefined) return known;
    const made: Addressee = {
      sessions: new Map(),
      acknowledged: new Set(),
      leaving: new Set(),
      forgotten: 0,
    };
    this.#addressees.set(account, made);
    return made;
  }

  #standings({ sessions, acknowledged }: Addressee, session: string, account: string): Standings {
    const known = sessions.get(session);
    if (known !== undefined) return known;
    // What the player was shown before this session began is not shown again.
    const made: Standings = new Map([...acknowledged].map((notice) => [notice, 'shown']));
    sessions.set(session, made);
    this.#accounts.set(session, account);
    return made;
  }

  #dropIfIdle(account: string, addressee: Addressee): void {
    const { sessions, acknowledged } = addressee;
    if (sessions.size > 0 || acknowledged.size > 0) return;
    if (this.#addressees.get(account) === addressee) this.#addressees.delete(account);
  }
}

/** Far more than are kept for an account: the oldest are on no disk any more. */
function forgetOldest({ sessions, acknowledged }: Addressee): void {
  for (const notice of acknowledged) {
    if (acknowledged.size <= shardLimits.notices_remembered_max) return;
    acknowledged.delete(notice);
    for (const standings of sessions.values()) standings.delete(notice);
  }
}

function messageOf(session: string, notice: Notice): ServerMessageOf<'notify'> {
  const { id, ticket, number, from, text, at } = notice;
  return { t: 'notify', session, notice: id, kind: 'reply', ticket, number, from, text, at };
}
