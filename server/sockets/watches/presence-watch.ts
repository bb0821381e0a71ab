import type { Caller, TicketService } from '../../../actors/ticket/service.ts';
import { limits } from '../../../protocol/limits.ts';
import { refuse } from '../../../protocol/refusals.ts';
import { same } from '../../../protocol/same.ts';
import {
  audiences,
  type Audience,
  type TicketPresence,
  type Presence,
} from '../../../protocol/ticket.ts';
import { Listeners } from '../../../actors/runtime/listeners.ts';
import type { Hub, Signal, WatchAccess, Topic } from './hub.ts';
import { PresenceRegistry, type Signalled, type Signaller } from './presence.ts';
import type { TurnEnd } from '../connection/turn-end.ts';
import type { Opening } from './opening.ts';

export interface PresenceDeps {
  readonly ticketService: TicketService;
  readonly hub: Hub;
  readonly turnEnd: TurnEnd;
  /** Milliseconds since 1970. */
  now(): number;
}

type Told = [ticket: string, audience: Audience, is: Signal];

/** What watchers of a ticket were sent last. */
interface ToldOf {
  readonly presence: TicketPresence;
  readonly isSupportTyping: boolean;
}

const nobody: ToldOf = { presence: { viewing: [], typing: [] }, isSupportTyping: false };

/** Sends presence: in full to watchers of a ticket, as counts to watchers of the queue. */
export class PresenceWatches {
  readonly #deps: PresenceDeps;
  readonly #registry = new PresenceRegistry();
  readonly #signalled = new Listeners<Told>();
  readonly #told = new Map<string, ToldOf>();
  /** Tickets whose presence is sent at the end of this turn. */
  readonly #changed = new Set<string>();
  /** The counts sent last to watchers of all tickets, without zeros. */
  #counted = new Map<string, Presence>();
  #topic: Topic | undefined;

  constructor(deps: PresenceDeps) {
    this.#deps = deps;
  }

  /** Called with the signal for those who watch a ticket as this audience. */
  onSignal(listener: (...told: Told) => void): void {
    this.#signalled.add(listener);
  }

  signal(signalled: Signalled): void {
    this.#registry.signal(signalled, this.#deps.now());
    this.#changedAt(signalled.ticket);
  }

  left(ticket: string, audience: Audience, who: Signaller): void {
    if (this.#registry.leave(ticket, audience, who)) this.#changedAt(ticket);
  }

  /** The first signal for a new watcher; undefined when nobody is there. */
  begin(ticket: string, audience: Audience): Signal | undefined {
    const is = this.present(ticket, audience);
    return same(is, signalOf(nobody, audience)) ? undefined : is;
  }

  /** The present signal, also when nobody is there. */
  present(ticket: string, audience: Audience): Signal {
    return signalOf(this.#lookAt(ticket), audience);
  }

  /** Serves a watch of the counts of all tickets. */
  open(opening: Opening): void {
    const { w, caller } = opening;
    const access = this.#access(caller);
    if (access.kind === 'gone') return opening.refuse(access.refusal);
    const topic = (this.#topic ??= this.#deps.hub.topic({
      access: (one) => this.#access(one),
      deserted: () => (this.#topic = undefined),
    }));
    if (!topic.isWatched) this.#counted = this.#count();
    const [first = [], ...rest] = pages([...this.#counted.values()]);
    opening.enter(topic, [
      { t: 'state', w, topic: topic.number, is: { on: 'presence', tickets: first } },
      ...rest.map((tickets) => {
        return { t: 'signal', topic: topic.number, is: { on: 'presence', tickets } } as const;
      }),
    ]);
  }

  /** Called once a second. */
  sweep(now: number): void {
    for (const ticket of this.#registry.expire(now)) this.#changedAt(ticket);
    if (this.#topic === undefined) return;
    const before = this.#counted;
    this.#counted = this.#count();
    const ended = [...before.keys()].filter((ticket) => !this.#counted.has(ticket));
    const changed = [
      ...ended.map((ticket) => ({ ticket, viewing: 0, typing: 0, people: [] })),
      ...[...this.#counted.values()].filter((one) => !same(one, before.get(one.ticket))),
    ];
    for (const tickets of pages(changed)) this.#topic.signal({ on: 'presence', tickets });
  }

  #changedAt(ticket: string): void {
    if (this.#changed.size === 0) this.#deps.turnEnd.do(() => this.#flush());
    this.#changed.add(ticket);
  }

  #flush(): void {
    for (const ticket of this.#changed) {
      const before = this.#told.get(ticket) ?? nobody;
      const now = this.#lookAt(ticket);
      if (same(now, nobody)) this.#told.delete(ticket);
      else this.#told.set(ticket, now);
      for (const audience of audiences) {
        const is = signalOf(now, audience);
        if (same(is, signalOf(before, audience))) continue;
        this.#signalled.tell(ticket, audience, is);
      }
    }
    this.#changed.clear();
  }

  #lookAt(ticket: string): ToldOf {
    const presence = this.#registry.presence(ticket);
    return { presence, isSupportTyping: this.#registry.isSupportTyping(ticket) };
  }

  #count(): Map<string, Presence> {
    const tickets = [...this.#registry.tickets];
    return new Map(tickets.map((ticket) => [ticket, this.#registry.count(ticket)]));
  }

  #access(caller: Caller): WatchAccess {
    if (this.#deps.ticketService.mayWatchQueue(caller)) return { kind: 'stays' };
    return { kind: 'gone', refusal: refuse('right_missing') };
  }
}

function signalOf({ presence, isSupportTyping }: ToldOf, audience: Audience): Signal {
  switch (audience) {
    case 'support':
      return {
        on: 'company',
        viewing: presence.viewing.slice(0, limits.signal_people_max),
        typing: presence.typing.slice(0, limits.signal_people_max),
      };
    case 'public':
      return { on: 'support_typing', typing: isSupportTyping };
  }
}

function pages(tickets: readonly Presence[]): Presence[][] {
  const all: Presence[][] = [];
  for (let from = 0; from < tickets.length; from += limits.signal_tickets_max) {
    all.push(tickets.slice(from, from + limits.signal_tickets_max));
  }
  return all;
}
