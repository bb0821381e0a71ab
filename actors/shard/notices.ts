import type { ServerMessageOf } from '../../protocol/messages.ts';
import { shardLimits } from './limits.ts';
import type { Pace } from './pace.ts';

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

/** Where notices are kept. */
export interface NoticeStore {
  /** The oldest ones of an account, of tickets that it may read at this moment. */
  pending(account: string, limit: number): Promise<Notice[]>;
  /** Forgets one that was shown; says whether it is forgotten. Never rejects. */
  shown(account: string, notice: string): Promise<boolean>;
}

/** `shown`: acknowledged, and could not be forgotten yet. */
type Standing = 'sent' | 'shown';

interface Recipient {
  readonly inFlight: Map<string, Standing>;
  /** Notices that left `inFlight` so far: what was read before one left may name it still. */
  freed: number;
}

interface DeliveryParts {
  readonly store: NoticeStore;
  readonly pace: Pace;
  send(message: ServerMessageOf<'notify'>): void;
  /** Names of the sessions that this account has here. */
  sessionsOf(account: string): string[];
}

/**
 * Brings the kept notices of an account to its sessions, oldest first, a bounded number at a time
 * and never faster than the shard takes them. What is sent again after a lost connection carries
 * the same id; the shard shows it once.
 */
export class NoticeDelivery {
  readonly #parts: DeliveryParts;
  readonly #recipients = new Map<string, Recipient>();

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
  }

  deliver(session: string, account: string): void {
    const recipient = this.#recipients.get(session) ?? { inFlight: new Map(), freed: 0 };
    this.#recipients.set(session, recipient);
    this.#parts.pace.add(`notices ${session}`, async (hasRoom) => {
      const { freed, inFlight } = recipient;
      this.#forgetShown(session, account, recipient);
      const pending = await this.#parts.store.pending(account, shardLimits.notices_in_flight_max);
      // Meanwhile the session may have ended, and its name be another player's.
      if (this.#recipients.get(session) !== recipient) return 'finished';
      if (recipient.freed !== freed) return 'unfinished';
      for (const notice of pending) {
        if (inFlight.size >= shardLimits.notices_in_flight_max) return 'finished';
        if (inFlight.has(notice.id)) continue;
        if (!hasRoom()) return 'unfinished';
        inFlight.set(notice.id, 'sent');
        this.#parts.send(messageOf(session, notice));
      }
      return 'finished';
    });
  }

  async shown(session: string, account: string, notice: string): Promise<void> {
    if (!(await this.#parts.store.shown(account, notice))) {
      // Sent again it would only be acknowledged again, at once and for ever.
      const inFlight = this.#recipients.get(session)?.inFlight;
      if (inFlight?.has(notice) === true) inFlight.set(notice, 'shown');
      return;
    }
    for (const other of this.#parts.sessionsOf(account)) {
      const recipient = this.#recipients.get(other);
      if (recipient?.inFlight.delete(notice) !== true) continue;
      recipient.freed += 1;
      this.deliver(other, account);
    }
  }

  endSession(session: string): void {
    this.#recipients.delete(session);
  }

  /** The connection is a new one: whatever was under way is sent again. */
  restart(): void {
    this.#recipients.clear();
  }

  /** Tries once more; whoever delivers has just heard that something could be written. */
  #forgetShown(session: string, account: string, { inFlight }: Recipient): void {
    for (const [notice, standing] of inFlight) {
      if (standing === 'sent') continue;
      inFlight.set(notice, 'sent');
      void this.shown(session, account, notice);
    }
  }
}

function messageOf(session: string, notice: Notice): ServerMessageOf<'notify'> {
  const { id, ticket, number, from, text, at } = notice;
  return { t: 'notify', session, notice: id, kind: 'reply', ticket, number, from, text, at };
}
