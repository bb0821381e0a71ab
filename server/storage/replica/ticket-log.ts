import type {
  CommitOutcome,
  Head,
  Loaded,
  Receipt,
  ResolveOutcome,
  Store,
} from '../../../actors/runtime/store.ts';
import type { Erasure } from '../../../actors/ticket/erase.ts';
import type { Ticket } from '../../../actors/ticket/state.ts';
import { ticketSubject, type Resolved } from '../log.ts';
import type { Replica } from './replica.ts';
import type { Entry } from '../log/entry.ts';
import type { TicketPast, TicketRecord } from '../storage.ts';

/** Turns of tickets on a log: each ticket is a subject. */
export class TicketLog implements Store<Ticket, TicketRecord>, TicketPast {
  readonly #replica: Replica;

  constructor(replica: Replica) {
    this.#replica = replica;
  }

  async load(id: string, atLeast: Head = 0): Promise<Loaded<Ticket>> {
    if (atLeast > this.#replica.position) await this.#replica.followed(atLeast);
    const { state, position } = this.#replica.tables.ticket(id);
    return { state, head: position };
  }

  receipt(id: string, key: string): Receipt | undefined {
    return this.#replica.tables.receipt(id, key);
  }

  async commit(
    id: string,
    head: Head,
    { events, receipts, imported }: TicketRecord,
  ): Promise<CommitOutcome> {
    const entry: Entry =
      imported === undefined
        ? { type: 'turn', events, receipts }
        : { type: 'import', events, more: imported === 'part' };
    const appended = await this.#replica.append(ticketSubject(id), head, entry);
    return appended.kind === 'unknown' ? appended : committed(appended);
  }

  /** Takes somebody's data out of a ticket that is still as it was at `head`. */
  rewrite(id: string, head: Head, erasure: Erasure): Promise<ResolveOutcome> {
    return this.#certain(id, head, { type: 'rewrite', ...erasure });
  }

  /** Removes a closed ticket that is still as it was at `head`. */
  remove(id: string, head: Head): Promise<ResolveOutcome> {
    return this.#certain(id, head, { type: 'removal' });
  }

  async #certain(id: string, head: Head, entry: Entry): Promise<ResolveOutcome> {
    const appended = await this.#replica.append(ticketSubject(id), head, entry);
    return appended.kind === 'unknown' ? this.resolve(id) : committed(appended);
  }

  async resolve(id: string): Promise<ResolveOutcome> {
    return committed(await this.#replica.resolve(ticketSubject(id)));
  }
}

function committed(appended: Resolved): ResolveOutcome {
  switch (appended.kind) {
    case 'durable':
      return { kind: 'durable', head: appended.position };
    case 'conflict':
      return { kind: 'fenced', last: appended.last };
    case 'rejected':
      return appended;
  }
}
