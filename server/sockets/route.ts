import type { Caller } from '../../actors/ticket/service.ts';
import { limits } from '../../protocol/limits.ts';
import type { ClientMessage, ClientMessageOf } from '../../protocol/messages.ts';
import { refuse } from '../../protocol/refusals.ts';
import type { AskedFor, Backend } from '../identity/backend.ts';
import type { Turns } from '../platform/turns.ts';
import type { ReadMarkers } from '../projections/read-markers.ts';
import { lastEntries, read_bytes_max } from './watches/page.ts';
import type { Route } from './connection/deps.ts';
import { Reads } from './connection/reads.ts';
import { refusedMessage } from '../../protocol/refused.ts';
import type { Connection } from './connection/connection.ts';
import type { Open } from './watches/opening.ts';
import type { PresenceWatches } from './watches/presence-watch.ts';
import { Watches } from './watches/watches.ts';

export interface AccountRouteDeps {
  readonly backend: Backend;
  readonly readMarkers: ReadMarkers;
  readonly turns: Turns;
  readonly presence: PresenceWatches;
  /** Finds the state of what is watched. */
  readonly open: Open;
}

/** Leads each message of a signed-in account to what answers it. */
export class AccountRoute implements Route {
  readonly caller: Caller;
  readonly #deps: AccountRouteDeps;
  readonly #connection: Connection;
  #reads: Reads | undefined;
  #watches: Watches | undefined;

  constructor(deps: AccountRouteDeps, connection: Connection, caller: Caller) {
    this.caller = caller;
    this.#deps = deps;
    this.#connection = connection;
  }

  receive(message: ClientMessage): void {
    switch (message.t) {
      case 'command':
        this.#command(message).catch((error: unknown) => this.#connection.fault(error));
        return;
      case 'get':
        this.#read(message.id, () => this.#get(message));
        return;
      case 'find_ticket':
        this.#read(message.id, () => this.#findTicket(message));
        return;
      case 'find':
        this.#answer(message.id, () => this.#deps.backend.find(this.caller, message));
        return;
      case 'admin':
        this.#answer(message.id, () => this.#deps.backend.admin(this.caller, message.do));
        return;
      case 'watch':
        this.#watching().watch(message);
        return;
      case 'unwatch':
        this.#watches?.unwatch(message.w);
        return;
      case 'seen':
        this.#see(message).catch((error: unknown) => this.#connection.fault(error));
        return;
      case 'signal':
        this.#signal(message);
        return;
      case 'account':
      case 'character':
      case 'faction':
      case 'discord_link':
      case 'session_opened':
      case 'session_moved':
      case 'session_closed':
      case 'sign_in_link':
      case 'help_requested':
      case 'form_answered':
        this.#connection.send(refusedMessage(message.id, refuse('only_for_shards')));
        return;
      case 'sessions_end':
      case 'notice_shown':
        // These carry no id to refuse them by.
        this.#connection.close('message_invalid', `Only a shard may send ${message.t}.`);
        return;
      case 'hello':
      case 'ping':
        throw new Error(`${message.t} belongs to the session`);
    }
  }

  /** Called when the outbox may have room again. */
  wake(): void {
    this.#reads?.wake();
    this.#watches?.caughtUp();
  }

  rightsChanged(): void {
    this.#watches?.recheckAll();
  }

  close(): void {
    this.#reads?.clear();
    this.#watches?.close();
  }

  // Made on first use: most connections have asked for nothing yet, or watch one ticket.

  #reading(): Reads {
    this.#reads ??= new Reads(this.#connection, this.#deps.turns, this.caller.account);
    return this.#reads;
  }

  #watching(): Watches {
    const { open } = this.#deps;
    this.#watches ??= new Watches(this.#connection, this.caller, this.#reading(), open);
    return this.#watches;
  }

  async #command({
    id,
    ticket,
    session,
    as,
    do: command,
  }: ClientMessageOf<'command'>): Promise<void> {
    if (session !== undefined) {
      return this.#connection.send(refusedMessage(id, refuse('only_for_shards', 'session')));
    }
    const answer = await this.#deps.backend.ticketService.command(this.caller, {
      id,
      command,
      ...(ticket === undefined ? {} : { ticket }),
      ...(as === undefined ? {} : { as }),
    });
    if (!answer.ok) return this.#connection.send(refusedMessage(id, answer.refusal));
    this.#connection.send({
      t: 'done',
      id,
      ticket: answer.ticket,
      number: answer.number,
      seq: answer.seq,
    });
  }

  /** A ticket that the account may not read gets no read marker, and there is no answer. */
  async #see({ ticket, as, seq }: ClientMessageOf<'seen'>): Promise<void> {
    const { backend, readMarkers } = this.#deps;
    const { account } = this.caller;
    await backend.ticketService.observe(this.caller, ticket, as, (read) =>
      readMarkers.see(account, read, as, seq),
    );
  }

  #signal({ ticket, as, doing }: ClientMessageOf<'signal'>): void {
    const who = this.#watches;
    if (who?.isAt(ticket, as) !== true) return;
    const { backend, presence } = this.#deps;
    const { name } = backend.describe(this.caller);
    presence.signal({ ticket, as, who, account: this.caller.account, name, doing });
  }

  #answer(id: string, ask: () => AskedFor | Promise<AskedFor>): void {
    this.#read(id, async () => {
      const asked = await ask();
      if (!asked.ok) this.#connection.send(refusedMessage(id, asked.refusal));
      else if (asked.is === null) this.#connection.send({ t: 'done', id });
      else this.#connection.send({ t: 'answer', id, is: asked.is });
    });
  }

  #read(id: string, read: () => Promise<void>): void {
    if (!this.#reading().add(read)) this.#connection.send(refusedMessage(id, refuse('busy')));
  }

  async #findTicket({ id, number, as }: ClientMessageOf<'find_ticket'>): Promise<void> {
    const found = await this.#deps.backend.ticketService.idOf(this.caller, number, as);
    if (!found.ok) return this.#connection.send(refusedMessage(id, found.refusal));
    this.#connection.send({ t: 'answer', id, is: { of: 'ticket', ticket: found.ticket } });
  }

  async #get({ id, ticket, as, before }: ClientMessageOf<'get'>): Promise<void> {
    const page = await this.#deps.backend.ticketService.history(this.caller, ticket, as, {
      ...(before === undefined ? {} : { before }),
      limit: limits.history_entries_max,
      bytes_max: read_bytes_max,
    });
    if (!page.ok) return this.#connection.send(refusedMessage(id, page.refusal));
    const entries = lastEntries(page.entries, null);
    this.#connection.send({ t: 'got', id, entries, more: (entries[0]?.seq ?? 1) > 1 });
  }
}
