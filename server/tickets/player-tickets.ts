import { latestPublicFirst } from '../../actors/queue/sort.ts';
import type { Queue } from '../../actors/queue/queue.ts';
import type { OwnThread, OwnTicket, ShardTickets } from '../../actors/shard/port.ts';
import type { Answer, Caller, Request } from '../../actors/ticket/service.ts';
import type { Summary } from '../../actors/ticket/summary.ts';
import { viewEntry, viewHead, viewRow, type StaffName } from '../../actors/ticket/view.ts';
import { refuse, refused, type Refusal, type Refused } from '../../protocol/refusals.ts';
import type { ActorTicketService } from './service.ts';
import type { ReadMarkers } from '../projections/read-markers.ts';
import type { Tables } from '../storage/tables.ts';

export interface PlayerTicketsDeps {
  readonly ticketService: ActorTicketService;
  readonly queue: Pick<Queue, 'activeOf'>;
  readonly tables: Pick<Tables, 'history' | 'idOfNumber' | 'closedCount' | 'closedWindow'>;
  readonly readMarkers: Pick<ReadMarkers, 'reached' | 'see' | 'seenBySupport'>;
  /** Whether the account may see the tickets it participates in. */
  mayView(account: string): boolean;
}

/** Entries that one command of a player makes, at most, with room to spare. */
const own_entries_max = 5;

/** Tickets of players, as the scripts of their shards read them. */
export class PlayerTickets implements ShardTickets {
  readonly #deps: PlayerTicketsDeps;

  constructor(deps: PlayerTicketsDeps) {
    this.#deps = deps;
  }

  get staffName(): StaffName {
    return this.#deps.ticketService.staffName;
  }

  command(caller: Caller, request: Request): Promise<Answer> {
    return this.#deps.ticketService.command(caller, request);
  }

  openedBy(account: string, command: string): Promise<{ readonly number: number } | undefined> {
    return this.#deps.ticketService.openedBy(account, command);
  }

  idOf(number: number): string | undefined {
    return this.#deps.tables.idOfNumber(number);
  }

  list(
    account: string,
    { offset, limit }: { readonly offset: number; readonly limit: number },
  ): { total: number; tickets: OwnTicket[] } {
    if (!this.#deps.mayView(account)) return { total: 0, tickets: [] };
    const active = [...this.#deps.queue.activeOf(account)].toSorted(latestPublicFirst);
    const page = active.slice(offset, offset + limit);
    const tickets = [
      ...page,
      ...this.#closed(account, offset + page.length - active.length, limit - page.length),
    ];
    const closed = this.#deps.tables.closedCount({ participant: account });
    return {
      total: active.length + closed,
      tickets: tickets.map((summary) => this.#own(account, summary)),
    };
  }

  async thread(
    account: string,
    number: number,
    { before, limit }: { readonly before: number | null; readonly limit: number },
  ): Promise<OwnThread | Refused> {
    const { staffName } = this;
    let thread: OwnThread | undefined;
    const refusal = await this.#observe(account, this.idOf(number), (ticket) => {
      const head = viewHead(ticket, 'public', staffName);
      const range = before === null ? { limit } : { before, limit };
      const events = this.#deps.tables.history(ticket.id, 'public', range);
      thread = {
        ok: true,
        head,
        unread: this.#unread(account, ticket.id, head.seq),
        seenBySupport: this.#deps.readMarkers.seenBySupport(ticket.id),
        entries: events.flatMap((event) => viewEntry(event, 'public', staffName) ?? []),
      };
    });
    return thread ?? refused(refusal ?? refuse('ticket_unknown'));
  }

  seen(account: string, number: number, entry: number): Promise<Refusal | undefined> {
    return this.#observe(account, this.idOf(number), (ticket) => {
      this.#deps.readMarkers.see(account, ticket, 'public', entry);
    });
  }

  async ownDone(account: string, id: string, entry: number): Promise<void> {
    await this.#observe(account, id, (ticket) => {
      const after = this.#deps.readMarkers.reached(account, id, 'public');
      const range = { after, before: entry + 1, limit: own_entries_max };
      const events = this.#deps.tables.history(id, 'public', range);
      const isOwn =
        events[0]?.publicSeq === after + 1 && events.every(({ by }) => by.account === account);
      if (isOwn) this.#deps.readMarkers.see(account, ticket, 'public', entry);
    });
  }

  #closed(account: string, offset: number, limit: number): Summary[] {
    if (limit <= 0) return [];
    const order = { by: 'number', descending: true } as const;
    const window = { ...order, offset: Math.max(0, offset), limit };
    return this.#deps.tables.closedWindow({ participant: account }, window);
  }

  #own(account: string, summary: Summary): OwnTicket {
    const row = viewRow(summary, 'public', this.staffName);
    return { row, unread: this.#unread(account, summary.id, row.seq) };
  }

  #unread(account: string, ticket: string, seq: number): number {
    return Math.max(0, seq - this.#deps.readMarkers.reached(account, ticket, 'public'));
  }

  /** As a player, whatever other rights the account has. */
  async #observe(
    account: string,
    id: string | undefined,
    see: Parameters<ActorTicketService['observe']>[3],
  ): Promise<Refusal | undefined> {
    if (id === undefined) return refuse('ticket_unknown');
    const caller: Caller = { account, restricted: true, surface: 'game' };
    return this.#deps.ticketService.observe(caller, id, 'public', see);
  }
}
