import * as v from 'valibot';
import { isActive } from '../../../actors/ticket/state.ts';
import type { Queue } from '../../../actors/queue/queue.ts';
import type { Caller, TicketService } from '../../../actors/ticket/service.ts';
import type { Tables } from '../../storage/tables.ts';
import type { Turns } from '../../platform/turns.ts';
import { readPage, type Wanted } from './pages.ts';
import { parseName, parsePage, parsePageSize, parseTicketId } from './parse.ts';
import type { TicketReader } from './reader.ts';
import type { ApiContext, ApiRoute } from './route.ts';
import { apiStatuses } from './status.ts';
import { ticketJson, type TicketJson } from './ticket-json.ts';

export interface ReadDeps {
  readonly ticketService: Pick<TicketService, 'mayRead'>;
  readonly queue: Pick<Queue, 'active' | 'activeOf'>;
  readonly tables: Pick<Tables, 'closedPlaces' | 'closedCount'>;
  readonly reader: TicketReader;
  readonly turns: Turns;
  /** Names of all categories, including retired ones. */
  categories(): readonly string[];
}

/** Bound on the own active tickets in the answer. */
const mine_tickets_max = 1_000;

export const invalid = {
  id: 'Invalid help ticket id.',
  status: 'Invalid help ticket status.',
  category: 'Invalid help ticket category.',
} as const;

export const ticketId = v.pipe(v.string(), v.regex(/^\d{1,10}$/u));

export const ticketPage = v.strictObject({
  page: v.pipe(v.number(), v.integer(), v.minValue(1)),
  pageSize: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(200)),
  totalCount: v.pipe(v.number(), v.integer(), v.description('On all pages.')),
  items: v.pipe(v.array(ticketJson), v.description('Newest first.')),
});

const badRequest = { sentence: 'Which part of the request is invalid.', json: v.string() };

/** The calling account, as a caller of tickets. */
export function callerOf(c: ApiContext): Caller {
  const { account, restricted } = c.get('caller');
  return { account: account.id, restricted, surface: 'http' };
}

export function readRoutes(deps: ReadDeps): ApiRoute[] {
  return [listRoute(deps), mineRoute(deps), ticketRoute(deps)];
}

function listRoute({ queue, tables, reader, turns, categories }: ReadDeps): ApiRoute {
  return {
    method: 'get',
    path: '/api/help-tickets',
    name: 'listTickets',
    sentence: 'Lists all tickets, newest first, page by page.',
    door: 'staff',
    query: {
      page: v.optional(v.pipe(v.number(), v.integer(), v.description('From 1.'))),
      pageSize: v.optional(
        v.pipe(v.number(), v.integer(), v.description('50 unless told, at most 200.')),
      ),
      status: v.optional(v.picklist(apiStatuses)),
      category: v.optional(v.pipe(v.string(), v.description('In any case; retired ones too.'))),
      assignedToMe: v.optional(v.pipe(v.boolean(), v.description('Closed ones too.'))),
    },
    answers: { 200: { sentence: 'One page.', json: ticketPage }, 400: badRequest },
    async handle(c) {
      // Several values count as none.
      const told = (name: string) => c.req.queries(name)?.join(',');
      const status = parseName(told('status'), apiStatuses);
      if (status === undefined) return c.json(invalid.status, 400);
      const category = parseName(told('category'), categories());
      if (category === undefined) return c.json(invalid.category, 400);
      const wanted: Wanted = {
        ...(status === null ? {} : { status }),
        ...(category === null ? {} : { category }),
        ...(told('assignedToMe') === 'true' ? { assignee: callerOf(c).account } : {}),
      };
      const page = parsePage(told('page'));
      const pageSize = parsePageSize(told('pageSize'));
      const offset = (page - 1) * pageSize;
      const { total, numbers } = await readPage(
        { queue, tables, turns },
        callerOf(c).account,
        wanted,
        offset,
        pageSize,
      );
      const tickets = await reader.byNumbers(numbers);
      const items = tickets.map((ticket) => reader.json(ticket, 'support'));
      const answer: v.InferOutput<typeof ticketPage> = { page, pageSize, totalCount: total, items };
      return c.json(answer);
    },
  };
}

function mineRoute({ ticketService, queue, reader }: ReadDeps): ApiRoute {
  return {
    method: 'get',
    path: '/api/help-tickets/me',
    name: 'listMyTickets',
    sentence: "Lists the caller's own tickets that are open or assigned, oldest first.",
    door: 'signed_in',
    answers: { 200: { sentence: 'All of them.', json: v.array(ticketJson) } },
    async handle(c) {
      const caller = callerOf(c);
      const numbers = [...queue.activeOf(caller.account)]
        .map(({ number }) => number)
        .toSorted((a, b) => a - b)
        .slice(0, mine_tickets_max);
      const items: TicketJson[] = [];
      for (const ticket of await reader.byNumbers(numbers)) {
        if (!isActive(ticket) || !ticketService.mayRead(caller, ticket, 'public')) continue;
        items.push(reader.json(ticket, 'public'));
      }
      return c.json(items);
    },
  };
}

function ticketRoute({ reader }: ReadDeps): ApiRoute {
  return {
    method: 'get',
    path: '/api/help-tickets/{ticketId}',
    name: 'getTicket',
    sentence: 'Tells one ticket.',
    door: 'staff',
    variables: { ticketId },
    answers: {
      200: { sentence: 'The ticket.', json: ticketJson },
      400: badRequest,
      404: { sentence: 'There is no such ticket.' },
    },
    async handle(c) {
      const number = parseTicketId(c.req.param('ticketId'));
      if (number === undefined) return c.json(invalid.id, 400);
      const ticket = await reader.byNumber(number);
      if (ticket === undefined) return c.body(null, 404);
      return c.json(reader.json(ticket, 'support'));
    },
  };
}
