import { withoutFiles } from './no-files.ts';
import type { Faction, Principal, TicketCommand } from '../../actors/ticket/command.ts';
import { decide } from '../../actors/ticket/decide.ts';
import type {
  Answer,
  Caller,
  Request,
  TicketService,
  CommittedTurn,
} from '../../actors/ticket/service.ts';
import type { TicketEvent } from '../../actors/ticket/event.ts';
import { evolveAll } from '../../actors/ticket/evolve.ts';
import { hasQueueAccess, type Right } from '../../protocol/permissions.ts';
import { mayRead } from '../../actors/ticket/policy.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import { summarize } from '../../actors/ticket/summary.ts';
import { ownNames, viewEntry } from '../../actors/ticket/view.ts';
import { refuse, type Refusal, type Result } from '../../protocol/refusals.ts';
import type { Audience, Entry, Person } from '../../protocol/ticket.ts';
import { ClosedInMemory } from './closed-memory.ts';
import { testFollowers } from './followers.ts';
import { settings } from './given.ts';

type Range = Parameters<TicketService['history']>[3];
type History = Awaited<ReturnType<TicketService['history']>>;

/**
 * The tickets in memory, by the real rules: a turn is over as soon as it is asked for, so that a
 * test decides what falls between what. Reading a history can be held up.
 */
export class FakeTicketService implements TicketService {
  epoch = 'epoch-1';
  readonly staffName = ownNames;
  now = 1_000_000;
  readonly rights = new Map<string, readonly Right[]>();
  readonly factions = new Map<string, Faction>();
  readonly tickets = new Map<string, Ticket>();
  readonly closedTickets = new ClosedInMemory(() => [...this.tickets.values()].map(summarize));
  /** While set, histories are read, but handed over only when it resolves. */
  /** Whether all that is told from now on is followed by another turn at once. */
  more = false;
  #held: Promise<void> | undefined;
  #release: (() => void) | undefined;
  readonly #events = new Map<string, TicketEvent[]>();
  readonly faults: unknown[] = [];
  readonly followers = testFollowers((error) => this.faults.push(error));
  #isElsewhere = false;
  #position = 0;

  async command(caller: Caller, request: Request): Promise<Answer> {
    const id = request.ticket ?? `ticket-${caller.account}-${request.id}`;
    const refusal = this.#turn(caller, id, request);
    if (refusal !== undefined) return { ok: false, refusal };
    const ticket = this.tickets.get(id)!;
    return { ok: true, ticket: id, number: ticket.number, seq: ticket.publicSeq };
  }

  async history(caller: Caller, id: string, as: Audience, range: Range): Promise<History> {
    const ticket = this.tickets.get(id);
    const isAllowed = ticket !== undefined && this.mayRead(caller, ticket, as);
    const entries = isAllowed ? this.entries(id, as, range) : [];
    await this.#held;
    return isAllowed ? { ok: true, entries } : { ok: false, refusal: refuse('ticket_unknown') };
  }

  async observe(
    caller: Caller,
    id: string,
    as: Audience,
    see: (ticket: Ticket) => void,
  ): Promise<Refusal | undefined> {
    const ticket = this.tickets.get(id);
    if (ticket === undefined || !this.mayRead(caller, ticket, as)) return refuse('ticket_unknown');
    see(ticket);
    return undefined;
  }

  async idOf(caller: Caller, number: number, as: Audience): Promise<Result<{ ticket: string }>> {
    const ticket = [...this.tickets.values()].find((one) => one.number === number)?.id ?? 'none';
    const refusal = await this.observe(caller, ticket, as, () => {});
    return refusal === undefined ? { ok: true, ticket } : { ok: false, refusal };
  }

  mayRead(caller: Caller, ticket: Ticket, as: Audience): boolean {
    return mayRead(ticket, this.principal(caller.account), as);
  }

  mayWatchQueue(caller: Caller): boolean {
    return hasQueueAccess(this.principal(caller.account).rights);
  }

  principal(account: string): Principal {
    return { person: personOf(account), rights: new Set(this.rights.get(account)) };
  }

  /** Everything that one audience sees of a history. */
  entries(
    id: string,
    as: Audience,
    { after = 0, before = Infinity, limit = Infinity }: Partial<Range> = {},
  ): Entry[] {
    const all = (this.#events.get(id) ?? []).flatMap(
      (event) => viewEntry(event, as, ownNames) ?? [],
    );
    const wanted = all.filter(({ seq }) => seq > after && seq < before);
    return limit === Infinity ? wanted : wanted.slice(-limit);
  }

  /** Changes a ticket as if somebody else had, who told nobody here. */
  writeElsewhere(id: string, caller: Caller, command: Request['command']): void {
    this.#isElsewhere = true;
    this.#turn(caller, id, { id: 'elsewhere', ticket: id, command });
    this.#isElsewhere = false;
  }

  holdHistories(): void {
    if (this.#held !== undefined) return;
    this.#held = new Promise((resolve) => (this.#release = resolve));
  }

  releaseHistories(): void {
    this.#held = undefined;
    this.#release?.();
  }

  #turn(caller: Caller, id: string, { as, command }: Request): Refusal | undefined {
    this.now += 1_000;
    const before = this.tickets.get(id) ?? null;
    const decision = decide(before, this.#commandOf(id, command), {
      principal: this.principal(caller.account),
      surface: caller.surface,
      at: this.now,
      settings,
      people: {
        principal: (account) => (this.rights.has(account) ? this.principal(account) : undefined),
        faction: (name) => this.factions.get(name),
      },
      ...(as === undefined ? {} : { as }),
    });
    if (!decision.ok) return decision.refusal;
    if (decision.events.length === 0) return undefined;
    const after = evolveAll(before, decision.events)!;
    this.tickets.set(id, after);
    this.#events.set(id, [...(this.#events.get(id) ?? []), ...decision.events]);
    this.#tell({ before, after, events: decision.events, noticed: [], more: this.more });
    return undefined;
  }

  #commandOf(id: string, command: Request['command']): TicketCommand {
    if (command.kind !== 'open') return withoutFiles(command);
    const { participants = [], files: _, ...asked } = command;
    const number = this.tickets.size + 1;
    return { ...asked, id, number, shard: null, participants, location: null };
  }

  #tell(turn: CommittedTurn): void {
    this.#position += 1;
    if (!this.#isElsewhere) this.followers.tell(turn, this.#position);
  }
}

function personOf(account: string): Person {
  return { account, name: `account ${account}`, character: null, character_name: '' };
}
