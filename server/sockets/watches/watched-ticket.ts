import type { Ticket } from '../../../actors/ticket/state.ts';
import { limits } from '../../../protocol/limits.ts';
import type { Audience, Entry } from '../../../protocol/ticket.ts';
import type { Topic } from './hub.ts';

/** A watch that has seen the ticket and still waits for its history. */
export interface Joining {
  readonly audience: Audience;
  /** The last entries sent to others in the meantime. */
  readonly since: Entry[];
  /** Another process wrote in the meantime: start over. */
  isStale: boolean;
}

const nobody: readonly Joining[] = [];

/**
 * A ticket that is watched, or about to be. There is one for each player who waits for an answer,
 * so it is kept small.
 */
export class WatchedTicket {
  /** As watchers were sent it last. */
  ticket: Ticket;
  /** It is not there any more. */
  isRemoved = false;
  /** The topic of each audience, if anybody watches as that. */
  public: Topic | undefined;
  support: Topic | undefined;
  #joining = nobody;

  constructor(ticket: Ticket) {
    this.ticket = ticket;
  }

  get topics(): Topic[] {
    return [this.public, this.support].filter((topic) => topic !== undefined);
  }

  get hasJoining(): boolean {
    return this.#joining.length > 0;
  }

  get isUnused(): boolean {
    return this.topics.length === 0 && !this.hasJoining;
  }

  join(joining: Joining): void {
    this.#joining = [...this.#joining, joining];
  }

  leave(joining: Joining): void {
    const left = this.#joining.filter((one) => one !== joining);
    this.#joining = left.length === 0 ? nobody : left;
  }

  /** Keeps new entries for those who are about to watch as this audience. */
  keep(audience: Audience, entries: readonly Entry[]): void {
    for (const one of this.#joining) if (one.audience === audience) keepLast(one.since, entries);
  }

  /** Sends all watchers a fresh state. */
  renew(except?: Joining): void {
    for (const one of this.#joining) if (one !== except) one.isStale = true;
    for (const topic of this.topics) topic.renew();
  }

  /** Sends all who watch as support a fresh state. */
  renewSupport(): void {
    for (const one of this.#joining) if (one.audience === 'support') one.isStale = true;
    this.support?.renew();
  }

  /** Sends all who watch as players a fresh state. */
  renewPublic(): void {
    for (const one of this.#joining) if (one.audience === 'public') one.isStale = true;
    this.public?.renew();
  }
}

/** Keeps no more than a state or a resume needs. */
function keepLast(since: Entry[], entries: readonly Entry[]): void {
  since.push(...entries);
  if (since.length > limits.resume_entries_max) {
    since.splice(0, since.length - limits.resume_entries_max);
  }
}
