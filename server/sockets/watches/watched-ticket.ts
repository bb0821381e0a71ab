import type { Ticket } from '../../../actors/ticket/state.ts';
import { limits } from '../../../protocol/limits.ts';
import type { Audience, Entry } from '../../../protocol/ticket.ts';
import type { Topic } from './hub.ts';

/** A watch between the turn in which it saw the ticket and the moment its history was read. */
export interface Joining {
  readonly audience: Audience;
  /** What was told in the meantime, the last of it. */
  readonly since: Entry[];
  /** Somebody else wrote in the meantime: look again. */
  isStale: boolean;
}

const nobody: readonly Joining[] = [];

/**
 * A ticket that is watched, or about to be. There are as many as players who wait for an answer, so
 * it is small.
 */
export class WatchedTicket {
  /** As it was told last. */
  ticket: Ticket;
  /** What stands for it to those who watch as that audience, if anybody does. */
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

  /** Keeps what was told for those who are about to watch as this audience. */
  keep(audience: Audience, entries: readonly Entry[]): void {
    for (const one of this.#joining) if (one.audience === audience) keepLast(one.since, entries);
  }

  /** All who watch it look anew. */
  renew(except?: Joining): void {
    for (const one of this.#joining) if (one !== except) one.isStale = true;
    for (const topic of this.topics) topic.renew();
  }

  /** All who watch it as players look anew. */
  renewPublic(): void {
    for (const one of this.#joining) if (one.audience === 'public') one.isStale = true;
    this.public?.renew();
  }
}

/** A state or a resume never needs more of them. */
function keepLast(since: Entry[], entries: readonly Entry[]): void {
  since.push(...entries);
  if (since.length > limits.resume_entries_max) {
    since.splice(0, since.length - limits.resume_entries_max);
  }
}
