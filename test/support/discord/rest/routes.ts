import {
  createChannel,
  deleteChannel,
  editChannel,
  putOverwrite,
  removeOverwrite,
} from '../acts/channels.ts';
import { answerFirst, deleteFirst, editFirst, followUp, readFirst } from '../acts/answers.ts';
import { setCommands } from '../acts/commands.ts';
import type { DmOpener } from '../acts/dms.ts';
import {
  createMessage,
  deleteMessage,
  editMessage,
  getMessage,
  listMessages,
} from '../acts/messages.ts';
import { listPins, pin, unpin } from '../acts/pins.ts';
import { reach, reachGuild } from '../acts/reach.ts';
import { createRole, giveRole, reachMember, takeRole } from '../acts/roles.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { guildForm } from '../guild-form.ts';
import type { File } from '../files.ts';
import { messageOf } from '../message-form.ts';
import { refusal } from '../refusal.ts';
import type { World } from '../world.ts';

export interface Call {
  readonly world: World;
  readonly dms: DmOpener;
  readonly gateway: Pick<Gateway, 'url' | 'startLimit'>;
  /** The ids of the path, in order. */
  readonly ids: readonly string[];
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly files: readonly File[];
}

interface Route {
  /** Method and path, whose `:` parts are ids; rate limits are per first id. */
  readonly template: string;
  /** Needs no bot token, since the path has a token. */
  readonly open?: boolean;
  /** The JSON of the answer; undefined is a 204. */
  readonly run: (call: Call) => unknown;
}

const id = (call: Call, at: number): string => call.ids[at]!;
const own = (call: Call): string => call.world.bot.id;

/** The routes that the bridge may use; any other is answered as unknown. */
export const routes: readonly Route[] = [
  {
    template: 'GET /gateway/bot',
    run: ({ gateway }) => ({
      url: gateway.url,
      shards: 1,
      session_start_limit: gateway.startLimit,
    }),
  },
  { template: 'GET /users/@me', run: ({ world }) => world.bot },
  {
    template: 'GET /users/:id',
    run: (call) => call.world.users.get(id(call, 0)) ?? fail('unknownUser'),
  },
  { template: 'POST /users/@me/channels', run: ({ dms, body }) => dms.open(body) },
  { template: 'GET /applications/@me', run: ({ world }) => application(world) },
  { template: 'GET /oauth2/applications/@me', run: ({ world }) => application(world) },
  {
    template: 'PUT /applications/:id/guilds/:id/commands',
    run: (call) => setCommands(call.world, id(call, 1), call.body),
  },
  {
    template: 'GET /guilds/:id',
    run: (call) => {
      const guild = call.world.guilds.get(id(call, 0));
      // The only route that does not reveal whether the guild exists.
      return guild?.hasBot ? guildForm(guild) : fail('unknownGuild');
    },
  },
  {
    template: 'GET /guilds/:id/channels',
    run: (call) => [...reachGuild(call.world, own(call), id(call, 0)).channels.values()],
  },
  {
    template: 'POST /guilds/:id/channels',
    run: (call) => createChannel(call.world, own(call), id(call, 0), call.body),
  },
  {
    template: 'GET /guilds/:id/roles',
    run: (call) => [...reachGuild(call.world, own(call), id(call, 0)).roles.values()],
  },
  {
    template: 'POST /guilds/:id/roles',
    run: (call) => createRole(call.world, own(call), id(call, 0), call.body),
  },
  {
    template: 'GET /guilds/:id/members/:id',
    run: (call) => reachMember(call.world, own(call), id(call, 0), id(call, 1)).member,
  },
  {
    template: 'PUT /guilds/:id/members/:id/roles/:id',
    run: (call) => giveRole(call.world, own(call), id(call, 0), id(call, 1), id(call, 2)),
  },
  {
    template: 'DELETE /guilds/:id/members/:id/roles/:id',
    run: (call) => takeRole(call.world, own(call), id(call, 0), id(call, 1), id(call, 2)),
  },
  {
    template: 'GET /channels/:id',
    run: (call) => {
      const place = reach(call.world, own(call), id(call, 0));
      return place.kind === 'dm' ? place.dm : place.channel;
    },
  },
  {
    template: 'PATCH /channels/:id',
    run: (call) => editChannel(call.world, own(call), id(call, 0), call.body),
  },
  {
    template: 'DELETE /channels/:id',
    run: (call) => deleteChannel(call.world, own(call), id(call, 0)),
  },
  {
    template: 'PUT /channels/:id/permissions/:id',
    run: (call) => putOverwrite(call.world, own(call), id(call, 0), id(call, 1), call.body),
  },
  {
    template: 'DELETE /channels/:id/permissions/:id',
    run: (call) => removeOverwrite(call.world, own(call), id(call, 0), id(call, 1)),
  },
  {
    template: 'GET /channels/:id/messages',
    run: (call) =>
      listMessages(call.world, own(call), id(call, 0), {
        before: call.query.get('before') ?? undefined,
        after: call.query.get('after') ?? undefined,
        limit: Number(call.query.get('limit') ?? 50),
      }),
  },
  {
    template: 'POST /channels/:id/messages',
    run: (call) =>
      createMessage(call.world, own(call), id(call, 0), messageOf(call.body, call.files)),
  },
  {
    template: 'GET /channels/:id/messages/pins',
    run: (call) => listPins(call.world, own(call), id(call, 0)),
  },
  {
    template: 'PUT /channels/:id/messages/pins/:id',
    run: (call) => pin(call.world, own(call), id(call, 0), id(call, 1)),
  },
  {
    template: 'DELETE /channels/:id/messages/pins/:id',
    run: (call) => unpin(call.world, own(call), id(call, 0), id(call, 1)),
  },
  {
    template: 'GET /channels/:id/messages/:id',
    run: (call) => getMessage(call.world, own(call), id(call, 0), id(call, 1)),
  },
  {
    template: 'PATCH /channels/:id/messages/:id',
    run: (call) =>
      editMessage(
        call.world,
        own(call),
        id(call, 0),
        id(call, 1),
        messageOf(call.body, call.files),
      ),
  },
  {
    template: 'DELETE /channels/:id/messages/:id',
    run: (call) => deleteMessage(call.world, own(call), id(call, 0), id(call, 1)),
  },
  {
    template: 'POST /interactions/:id/:token/callback',
    open: true,
    run: (call) => answerFirst(call.world, id(call, 0), id(call, 1), call.body, call.files),
  },
  {
    template: 'POST /webhooks/:id/:token',
    open: true,
    run: (call) => followUp(call.world, id(call, 1), call.body, call.files),
  },
  {
    template: 'GET /webhooks/:id/:token/messages/@original',
    open: true,
    run: (call) => readFirst(call.world, id(call, 1)),
  },
  {
    template: 'PATCH /webhooks/:id/:token/messages/@original',
    open: true,
    run: (call) => editFirst(call.world, id(call, 1), call.body, call.files),
  },
  {
    template: 'DELETE /webhooks/:id/:token/messages/@original',
    open: true,
    run: (call) => deleteFirst(call.world, id(call, 1)),
  },
];

const matched = routes.map((route) => {
  const [method, path] = route.template.split(' ') as [string, string];
  const pattern = path.replaceAll(/:id/gu, '(\\d{17,19})').replaceAll(/:token/gu, '([^/]+)');
  return { route, method, pattern: new RegExp(`^${pattern}$`, 'u') };
});

export function routeOf(
  method: string,
  path: string,
): { readonly route: Route; readonly ids: readonly string[] } | undefined {
  for (const { route, method: its, pattern } of matched) {
    if (its !== method) continue;
    const found = pattern.exec(path);
    if (found) return { route, ids: found.slice(1) };
  }
  return undefined;
}

function fail(name: Parameters<typeof refusal>[0]): never {
  throw refusal(name);
}

function application(world: World): object {
  return {
    id: world.application,
    name: 'Shardbell',
    description: '',
    flags: world.flags,
    bot: world.bot,
    bot_public: false,
    verify_key: '',
  };
}
