import * as v from 'valibot';
import { nanoid } from 'nanoid';
import type { TicketService } from '../../../actors/ticket/service.ts';
import type { Ticket } from '../../../actors/ticket/state.ts';
import { refusals, type Refusal, type RefusalCode } from '../../../protocol/refusals.ts';
import type { CommandBody } from '../../../protocol/command-body.ts';
import { readBody, type Body } from '../body.ts';
import { parseName, parseTicketId } from './parse.ts';
import { callerOf, invalid, ticketId } from './read-routes.ts';
import type { TicketReader } from './reader.ts';
import type { ApiAnswer, ApiContext, ApiRoute } from './route.ts';
import { apiStatuses, commandsTo, type ApiStatus } from './status.ts';
import { ticketJson } from './ticket-json.ts';

export interface ChangeDeps {
  readonly ticketService: Pick<TicketService, 'command'>;
  readonly reader: TicketReader;
}

/** How often taking over is tried when others take the ticket in between. */
const take_over_tries_max = 10;
const retry_after_seconds = '1';
const closed = 'Help ticket is closed.';
const not_json = 'The body is not JSON.';

export const statusForm = v.object({ status: v.picklist(apiStatuses) });

const answers: Readonly<Record<number, ApiAnswer>> = {
  200: { sentence: 'The ticket as it is now.', json: ticketJson },
  400: { sentence: 'Which part of the request is invalid.', json: v.string() },
  404: { sentence: 'There is no such ticket.' },
  409: { sentence: 'The state of the ticket does not allow it.', json: v.string() },
  503: { sentence: 'Nothing was changed: try again.', json: v.string() },
};

export function changeRoutes(deps: ChangeDeps): ApiRoute[] {
  return [assignRoute(deps), statusRoute(deps)];
}

function assignRoute({ ticketService, reader }: ChangeDeps): ApiRoute {
  return {
    method: 'put',
    path: '/api/help-tickets/{ticketId}/assign-to-me',
    name: 'assignTicketToMe',
    sentence: 'Assigns an active ticket to the caller, whoever has it.',
    door: 'tickets.assign',
    variables: { ticketId },
    answers,
    async handle(c) {
      const number = parseTicketId(c.req.param('ticketId'));
      if (number === undefined) return c.json(invalid.id, 400);
      const commands = new Commands(ticketService, c);
      let refusal: Refusal | undefined;
      for (let tries = 0; tries < take_over_tries_max; tries += 1) {
        const ticket = await reader.byNumber(number);
        if (ticket === undefined) return c.body(null, 404);
        const expected = ticket.assignment?.to.account ?? null;
        const to = callerOf(c).account;
        refusal = await commands.run(ticket.id, { kind: 'assign', to, expected });
        if (refusal === undefined) return told(c, reader, ticket);
        if (!heldByAnother.includes(refusal.code)) break;
      }
      return refused(c, refusal!);
    },
  };
}

function statusRoute({ ticketService, reader }: ChangeDeps): ApiRoute {
  return {
    method: 'put',
    path: '/api/help-tickets/{ticketId}/status',
    name: 'setTicketStatus',
    sentence:
      'Opens, assigns or closes a ticket. Open releases it; Assigned assigns it to the caller if nobody has it; both need tickets.assign and reopen a closed one.',
    door: 'tickets.change_status',
    variables: { ticketId },
    body: statusForm,
    answers,
    async handle(c) {
      const body = await readBody(c);
      const status = statusOf(body);
      // A missing right is reported before anything wrong with the request.
      const assigns = status === 'Open' || status === 'Assigned';
      if (assigns && !c.get('caller').rights.has('tickets.assign')) return c.body(null, 403);
      const number = parseTicketId(c.req.param('ticketId'));
      if (number === undefined) return c.json(invalid.id, 400);
      if (body.kind === 'malformed') return c.json(not_json, 400);
      if (status === undefined) return c.json(invalid.status, 400);
      const ticket = await reader.byNumber(number);
      if (ticket === undefined) return c.body(null, 404);
      const commands = new Commands(ticketService, c);
      for (const command of commandsTo(status, reader.views.head(ticket, 'support'))) {
        const refusal = await commands.run(ticket.id, command);
        if (refusal !== undefined && !isDone(command, refusal)) return refused(c, refusal);
      }
      return told(c, reader, ticket);
    },
  };
}

function statusOf(body: Body): ApiStatus | undefined {
  if (body.kind !== 'json') return undefined;
  const form = v.safeParse(v.object({ status: v.string() }), body.value);
  return form.success ? (parseName(form.output.status, apiStatuses) ?? undefined) : undefined;
}

/** The commands of one request, in order; each id is used once. */
class Commands {
  readonly #ticketService: ChangeDeps['ticketService'];
  readonly #c: ApiContext;
  readonly #request = nanoid();
  #count = 0;

  constructor(ticketService: ChangeDeps['ticketService'], c: ApiContext) {
    this.#ticketService = ticketService;
    this.#c = c;
  }

  async run(ticket: string, command: CommandBody): Promise<Refusal | undefined> {
    this.#count += 1;
    const id = `${this.#request}.${this.#count}`;
    const request = { id, ticket, as: 'support', command } as const;
    const answer = await this.#ticketService.command(callerOf(this.#c), request);
    return answer.ok ? undefined : answer.refusal;
  }
}

const heldByAnother: readonly RefusalCode[] = ['ticket_held', 'ticket_unheld'];

/** Whether it was refused because somebody else did the same just before. */
function isDone({ kind }: CommandBody, { code }: Refusal): boolean {
  switch (kind) {
    case 'reopen':
      return code === 'ticket_active';
    case 'close':
      return code === 'ticket_closed' || code === 'ticket_archived';
    case 'assign_to_me':
      return code === 'ticket_held';
    default:
      return false;
  }
}

async function told(c: ApiContext, reader: TicketReader, { id }: Ticket): Promise<Response> {
  const now = await reader.byId(id);
  return now === undefined ? c.body(null, 404) : c.json(reader.json(now, 'support'));
}

function refused(c: ApiContext, { code }: Refusal): Response {
  switch (code) {
    case 'right_missing':
      return c.body(null, 403);
    case 'ticket_unknown':
      return c.body(null, 404);
    case 'ticket_closed':
    case 'ticket_archived':
      return c.json(closed, 409);
    default: {
      const { retry, sentence } = refusals[code];
      if (!retry) return c.json(sentence, 409);
      c.header('retry-after', retry_after_seconds);
      return c.json(sentence, 503);
    }
  }
}
