import type { Principal, TicketSettings } from '../../actors/ticket/command.ts';
import { may, mayOpen, mayRead } from '../../actors/ticket/policy.ts';
import type { Caller } from '../../actors/ticket/service.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import { viewEntry, type StaffName } from '../../actors/ticket/view.ts';
import { hasQueueAccess } from '../../protocol/permissions.ts';
import { refuse, refused, type Refusal, type Result } from '../../protocol/refusals.ts';
import type { Audience, Entry } from '../../protocol/ticket.ts';
import type { HistoryRange } from '../storage/tables.ts';
import type { Storage } from '../storage/storage.ts';
import { ticketIdOf } from './ids.ts';
import { faultCodes, type TicketDirectory } from './ticket-directory.ts';

export interface TicketReadsDeps {
  readonly directory: TicketDirectory;
  readonly storage: Storage;
  readonly staffName: StaffName;
  principal(caller: Caller, character: string | null): Principal;
  settings(): TicketSettings;
}

/** The id of no ticket: real ids have 22 characters. */
export const no_ticket = 'none';

/** Reads of tickets, each as the caller may see them at that moment. */
export class TicketReads {
  readonly #deps: TicketReadsDeps;

  constructor(deps: TicketReadsDeps) {
    this.#deps = deps;
  }

  async history(
    caller: Caller,
    ticket: string,
    as: Audience,
    range: HistoryRange,
  ): Promise<Result<{ entries: Entry[] }>> {
    let entries: Entry[] = [];
    const refusal = await this.observe(caller, ticket, as, () => {
      const events = this.#deps.storage.tables.history(ticket, as, range);
      entries = events.flatMap((event) => viewEntry(event, as, this.#deps.staffName) ?? []);
    });
    return refusal === undefined ? { ok: true, entries } : refused(refusal);
  }

  async idOf(caller: Caller, number: number, as: Audience): Promise<Result<{ ticket: string }>> {
    const ticket = this.#deps.storage.tables.idOfNumber(number) ?? no_ticket;
    const refusal = await this.observe(caller, ticket, as, () => {});
    return refusal === undefined ? { ok: true, ticket } : refused(refusal);
  }

  observe(
    caller: Caller,
    ticket: string,
    as: Audience,
    see: (ticket: Ticket) => void,
  ): Promise<Refusal | undefined> {
    return new Promise((resolve) => {
      this.#deps.directory.send(ticket, {
        kind: 'observe',
        maySee: (state) => this.mayRead(caller, state, as),
        see: (state) => {
          try {
            if (state === undefined) {
              resolve(refuse('ticket_unknown'));
            } else {
              see(state);
              resolve(undefined);
            }
          } catch (error) {
            resolve(refuse('storage_unavailable'));
            throw error;
          }
        },
        fail: (fault) => resolve(refuse(faultCodes[fault])),
      });
    });
  }

  mayRead(caller: Caller, ticket: Ticket, as: Audience): boolean {
    return mayRead(ticket, this.#deps.principal(caller, null), as);
  }

  mayWatchQueue(caller: Caller): boolean {
    return hasQueueAccess(this.#deps.principal(caller, null).rights);
  }

  /**
   * Why the caller may not send files to a ticket now, if they may not: who may write in it may. Null:
   * to a new one. Asked again when the message is sent.
   */
  async attachRefusal(caller: Caller, ticket: string | null): Promise<Refusal | undefined> {
    const asker = {
      principal: this.#deps.principal(caller, null),
      settings: this.#deps.settings(),
    };
    if (ticket === null) {
      const opened = mayOpen(asker);
      return opened.ok ? undefined : opened.refusal;
    }
    let refusal: Refusal | undefined;
    const audience = this.mayWatchQueue(caller) ? 'support' : 'public';
    const hidden = await this.observe(caller, ticket, audience, (read) => {
      const message = may('post_message', read, asker);
      if (message.ok || may('post_note', read, asker).ok) return;
      refusal = message.refusal;
    });
    return hidden ?? refusal;
  }

  /** The ticket that this command opened, if any: for a resend whose form is forgotten. */
  async openedBy(account: string, command: string): Promise<{ number: number } | undefined> {
    const { state } = await this.#deps.storage.tickets.load(ticketIdOf(account, command));
    return state;
  }
}
