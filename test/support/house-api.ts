import type { Queue } from '../../actors/queue/queue.ts';
import { changeRoutes } from '../../server/http/api/change-routes.ts';
import { paceOf } from '../../server/http/api/pace.ts';
import { readRoutes } from '../../server/http/api/read-routes.ts';
import { TicketReader } from '../../server/http/api/reader.ts';
import { mount } from '../../server/http/api/route.ts';
import { transcriptRoute } from '../../server/http/api/transcript.ts';
import { endlessTurns } from './turns.ts';
import type { World } from './world.ts';

/** Asks the HTTP API as an account; gives all that came, as text. */
export type AskApi = (account: string, method: string, path: string) => Promise<string>;

/** The real routes of the HTTP API over a world, whose tokens are the numbers of its accounts. */
export function apiOf(world: World, queue: Queue): AskApi {
  const { ticketService } = world;
  const { tables } = world.storage;
  const reader = new TicketReader(tables, ticketService.staffName);
  const turns = endlessTurns();
  const categories = () => world.settings.categories;
  const routes = [
    ...readRoutes({ ticketService, queue, tables, reader, turns, categories }),
    ...changeRoutes({ ticketService, reader }),
    transcriptRoute({ ticketService, reader, turns }),
  ];
  const app = mount(routes, {
    known: (_, next) => next(),
    identify: async (c) => {
      const account = c.req.header('authorization')?.slice('Bearer '.length) ?? '';
      const known = { id: account } as never;
      return { account: known, restricted: false, rights: world.principal(account).rights };
    },
    pace: paceOf(() => world.now),
  });
  return async (account, method, path) => {
    const headers = { authorization: `Bearer ${account}`, 'content-type': 'application/json' };
    const body = method === 'PUT' ? { body: JSON.stringify({ status: 'Closed' }) } : {};
    const reply = await app.request(`/api/help-tickets${path}`, { method, headers, ...body });
    const told = [...reply.headers].map(([name, value]) => `${name}: ${value}`);
    return [account, method, path, reply.status, ...told, await reply.text()].join('\n');
  };
}
