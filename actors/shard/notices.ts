import type { ServerMessageOf } from '../../protocol/messages.ts';
import { shardLimits } from './limits.ts';

/** A reply that has to reach a player in the game: kept until a session of theirs has shown it. */
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

/** Where notices are kept; served by the server's projector. */
export interface NoticeStore {
  /** The oldest ones of an account. */
  pending(account: string, limit: number): Notice[];
  /** Forgets one that was shown. Never rejects. */
  shown(account: string, notice: string): Promise<void>;
}

/**
 * Brings the kept notices of an account to one session, oldest first and a bounded number at a
 * time. What is sent again after a lost connection carries the same id; the shard shows it once.
 */
export class NoticeDelivery {
  readonly #store: NoticeStore;
  readonly #send: (message: ServerMessageOf<'notify'>) => void;
  /** By session: what is under way to it. */
  readonly #inFlight = new Map<string, Set<string>>();

  constructor(store: NoticeStore, send: (message: ServerMessageOf<'notify'>) => void) {
    this.#store = store;
    this.#send = send;
  }

  deliver(session: string, account: string): void {
    const inFlight = this.#inFlight.get(session) ?? new Set<string>();
    this.#inFlight.set(session, inFlight);
    for (const notice of this.#store.pending(account, shardLimits.notices_in_flight_max)) {
      if (inFlight.has(notice.id)) continue;
      inFlight.add(notice.id);
      this.#send({
        t: 'notify',
        session,
        notice: notice.id,
        kind: 'reply',
        ticket: notice.ticket,
        number: notice.number,
        from: notice.from,
        text: notice.text,
        at: notice.at,
      });
    }
  }

  async shown(session: string, account: string, notice: string): Promise<void> {
    await this.#store.shown(account, notice);
    const inFlight = this.#inFlight.get(session);
    if (inFlight?.delete(notice) === true) this.deliver(session, account);
  }

  endSession(session: string): void {
    this.#inFlight.delete(session);
  }

  /** The connection is a new one: whatever was under way is sent again. */
  restart(): void {
    this.#inFlight.clear();
  }
}
