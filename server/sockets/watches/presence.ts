import { limits } from '../../../protocol/limits.ts';
import type { Audience, TicketPresence, Doing, Presence } from '../../../protocol/ticket.ts';

/** A connection that reports what it does at a ticket. */
export type Signaller = object;

/** What one connection does at one ticket as one audience. Times are in milliseconds since 1970. */
interface Present {
  readonly who: Signaller;
  readonly as: Audience;
  readonly account: string;
  readonly name: string;
  /** Counts as viewing until then, unless it is reported again. */
  readonly viewingUntil: number;
  readonly writing: { readonly what: 'typing' | 'noting'; readonly until: number } | null;
}

export interface Signalled {
  readonly ticket: string;
  readonly as: Audience;
  readonly who: Signaller;
  readonly account: string;
  readonly name: string;
  readonly doing: Doing;
}

/**
 * Who is at which ticket now, as connections report it. Nothing is stored. It is bounded by the
 * watches there are, since only watchers may report.
 */
export class PresenceRegistry {
  readonly #byTicket = new Map<string, readonly Present[]>();

  /** Tickets with somebody present. */
  get tickets(): Iterable<string> {
    return this.#byTicket.keys();
  }

  signal({ ticket, as, who, account, name, doing }: Signalled, now: number): void {
    const isWriting = doing === 'typing' || doing === 'noting';
    // Nobody is told whether players view their tickets, and players write no notes.
    const isThere = as === 'support' ? doing !== 'gone' : doing === 'typing';
    if (!isThere) return void this.leave(ticket, as, who);
    const present: Present = {
      who,
      as,
      account,
      name,
      viewingUntil: as === 'support' ? now + limits.viewing_ms_max : now,
      writing: isWriting ? { what: doing, until: now + limits.typing_ms_max } : null,
    };
    const all = this.#byTicket.get(ticket) ?? [];
    const at = all.findIndex((one) => one.who === who && one.as === as);
    // Kept in its place, so that an unchanged presence compares equal.
    this.#byTicket.set(ticket, at < 0 ? [...all, present] : all.with(at, present));
  }

  /** Returns whether it was there. */
  leave(ticket: string, as: Audience, who: Signaller): boolean {
    const all = this.#byTicket.get(ticket);
    const left = all?.filter((one) => one.who !== who || one.as !== as);
    if (all === undefined || left === undefined || left.length === all.length) return false;
    this.#keep(ticket, left);
    return true;
  }

  /** Forgets presence that was not reported again. Returns the tickets that changed. */
  expire(now: number): string[] {
    const changed: string[] = [];
    for (const [ticket, all] of this.#byTicket) {
      const left = all.flatMap((one) => {
        const writing = one.writing !== null && one.writing.until > now ? one.writing : null;
        if (writing === null && one.viewingUntil <= now) return [];
        return writing === one.writing ? one : { ...one, writing };
      });
      if (left.length === all.length && left.every((one, i) => one === all[i])) continue;
      this.#keep(ticket, left);
      changed.push(ticket);
    }
    return changed;
  }

  /** As support sees it: each account once, however many connections it has. */
  presence(ticket: string): TicketPresence {
    const all = this.#byTicket.get(ticket) ?? [];
    const viewing = new Map<string, TicketPresence['viewing'][number]>();
    const typing = new Map<string, TicketPresence['typing'][number]>();
    for (const { as, account, name, writing } of all) {
      const side = as === 'support' ? 'support' : 'player';
      if (as === 'support') viewing.set(account, { account, name });
      if (writing !== null) typing.set(`${side} ${account}`, { account, name, side });
    }
    return { viewing: [...viewing.values()], typing: [...typing.values()] };
  }

  /** As players see it: they are not told that a note is being written. */
  isSupportTyping(ticket: string): boolean {
    const all = this.#byTicket.get(ticket) ?? [];
    return all.some(({ as, writing }) => as === 'support' && writing?.what === 'typing');
  }

  count(ticket: string): Presence {
    const { viewing, typing } = this.presence(ticket);
    const people = new Map<string, Presence['people'][number]>();
    for (const { account, name } of typing) people.set(account, { account, name, typing: true });
    for (const one of viewing) {
      if (!people.has(one.account)) people.set(one.account, { ...one, typing: false });
    }
    return {
      ticket,
      viewing: viewing.length,
      typing: typing.length,
      people: [...people.values()].slice(0, limits.presence_people_max),
    };
  }

  #keep(ticket: string, all: readonly Present[]): void {
    if (all.length === 0) this.#byTicket.delete(ticket);
    else this.#byTicket.set(ticket, all);
  }
}
