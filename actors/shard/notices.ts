import type { ServerMessageOf } from '../../protocol/messages.ts';
import { shardLimits } from './shard-limits.ts';
import type { Pace } from './pace.ts';

/** A reply that must reach a player in the game: kept until it was shown. */
export interface Notice {
  /** Stable, and made only of what the public audience may know. */
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
  /** The oldest notices of an account, for tickets that it may read now. */
  pending(account: string, limit: number): Promise<Notice[]>;
  /** Deletes a notice that was shown; resolves to whether it is deleted. Never rejects. */
  shown(account: string, notice: string): Promise<boolean>;
}

/** By notice. `shown`: acknowledged, but not deleted yet. */
type NoticeStates = Map<string, 'sent' | 'shown'>;

/** An account with its sessions, and the state of each of its kept notices per session. */
interface Addressee {
  readonly sessions: Map<string, NoticeStates>;
  /**
   * Acknowledged by a session but still kept: another session has not shown it, or the delete
   * failed.
   */
  readonly acknowledged: Set<string>;
  /** Notices being deleted now. */
  readonly leaving: Set<string>;
  /** Notices deleted so far: a list that was read before a delete may still contain that notice. */
  forgotten: number;
}

interface DeliveryDeps {
  readonly store: NoticeStore;
  readonly pace: Pace;
  send(message: ServerMessageOf<'notify'>): void;
}

/**
 * Sends the kept notices of an account to each of its sessions, oldest first, a bounded number at a
 * time and no faster than the shard reads. A notice is deleted once every playing session has shown
 * it; a session that starts later gets what was not shown yet. After a lost connection a notice is
 * sent again with the same id, and the shard shows it once.
 */
export class NoticeDelivery {
  readonly #deps: DeliveryDeps;
  readonly #addressees = new Map<string, Addressee>();
  /** By session. */
  readonly #accounts = new Map<string, string>();

  constructor(deps: DeliveryDeps) {
    this.#deps = deps;
  }

  /** The session started, or new notices may exist for its account. */
  deliver(session: string, account: string): void {
    const addressee = this.#addressee(account);
    // Something was just written, so deletes that failed before may succeed now.
    this.#forgetAll(account, addressee);
    this.#bring(session, account, addressee);
  }

  #bring(session: string, account: string, addressee: Addressee): void {
    const states = this.#states(addressee, session, account);
    this.#deps.pace.add(`notices ${session}`, async (hasRoom) => {
      const { forgotten } = addressee;
      const shown = [...states.values()].filter((state) => state === 'shown').length;
      const { notices_in_flight_max } = shardLimits;
      const pending = await this.#deps.store.pending(account, notices_in_flight_max + shown);
      // The session may have ended meanwhile, and its name may belong to another player.
      if (addressee.sessions.get(session) !== states) return 'finished';
      if (addressee.forgotten !== forgotten) return 'unfinished';
      let sent = [...states.values()].filter((state) => state === 'sent').length;
      for (const notice of pending) {
        if (states.has(notice.id)) continue;
        if (sent >= notices_in_flight_max) return 'finished';
        if (!hasRoom()) return 'unfinished';
        states.set(notice.id, 'sent');
        sent += 1;
        this.#deps.send(messageOf(session, notice));
      }
      return 'finished';
    });
  }

  /** The session has shown it. Ignored if it was not sent on this connection. */
  shown(session: string, notice: string): void {
    const account = this.#accounts.get(session);
    const addressee = account === undefined ? undefined : this.#addressees.get(account);
    const states = addressee?.sessions.get(session);
    if (account === undefined || addressee === undefined) return;
    if (states?.get(notice) !== 'sent') return;
    states.set(notice, 'shown');
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

  /** There is a new connection: everything sent but not acknowledged is sent again. */
  restart(): void {
    for (const { sessions } of this.#addressees.values()) {
      for (const states of sessions.values()) {
        for (const [notice, state] of states) if (state === 'sent') states.delete(notice);
      }
    }
  }

  #forgetAll(account: string, addressee: Addressee): void {
    for (const notice of addressee.acknowledged) void this.#forget(account, addressee, notice);
  }

  /** Only if every playing session has shown it. */
  async #forget(account: string, addressee: Addressee, notice: string): Promise<void> {
    const { sessions, acknowledged, leaving } = addressee;
    if (leaving.has(notice)) return;
    for (const states of sessions.values()) if (states.get(notice) !== 'shown') return;
    leaving.add(notice);
    const isForgotten = await this.#deps.store.shown(account, notice);
    leaving.delete(notice);
    if (!isForgotten) return;
    acknowledged.delete(notice);
    for (const states of sessions.values()) states.delete(notice);
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

  #states({ sessions, acknowledged }: Addressee, session: string, account: string): NoticeStates {
    const known = sessions.get(session);
    if (known !== undefined) return known;
    // What the player was shown before this session started is not shown again.
    const made: NoticeStates = new Map([...acknowledged].map((notice) => [notice, 'shown']));
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

/**
 * The bound is far above what is kept for an account, so the oldest are deleted from disk already.
 */
function forgetOldest({ sessions, acknowledged }: Addressee): void {
  for (const notice of acknowledged) {
    if (acknowledged.size <= shardLimits.notices_remembered_max) return;
    acknowledged.delete(notice);
    for (const states of sessions.values()) states.delete(notice);
  }
}

function messageOf(session: string, notice: Notice): ServerMessageOf<'notify'> {
  const { id, ticket, number, from, text, at } = notice;
  return { t: 'notify', session, notice: id, kind: 'reply', ticket, number, from, text, at };
}
