import type { AdminCommand } from '../../protocol/admin.ts';
import type { ServerMessage } from '../../protocol/messages.ts';
import type { CommandBody } from '../../protocol/command-body.ts';
import type { Client, Running } from '../support/running-server.ts';
import type { Needs, Principal, Target } from './principals.ts';

/** What came of a request: its sign in the table, and its bytes but for what the client named. */
export interface Outcome {
  readonly sign: string;
  readonly bytes: string;
}

/** One request of the matrix. */
export interface Row {
  readonly name: string;
  readonly needs: Needs;
  /** Whether any refusal has to be the same for what there is and for what there is not. */
  readonly hides: boolean;
  /** Of what nothing answers: the row that tells by `.` from whom the ticket is hidden. */
  readonly hiddenAs?: string;
  /** Whether principals ask one after the other: passwords are tried one at a time, and few may wait. */
  readonly inTurn?: boolean;
  ask(principal: Principal, target: Target, server: Running): Promise<Outcome>;
}

type Fields = Readonly<Record<string, unknown>>;
type Message = Fields & { readonly t: string };

const signs: Readonly<Record<string, string>> = {
  ticket_unknown: '.',
  right_missing: 'r',
  session_unknown: 's',
  account_unknown: 'a',
  webhook_unknown: 'w',
  shard_unknown: 'h',
  only_for_shards: 'S',
  not_for_shards: 'N',
};

function signOf(message: ServerMessage, { ticket }: Target): string {
  switch (message.t) {
    case 'refused':
    case 'gone':
      return signs[message.code] ?? message.code;
    case 'state':
      if (!('rows' in message.is)) return '+';
      return message.is.rows.some(({ id }) => id === ticket) ? '+' : '0';
    default:
      return '+';
  }
}

/** The frame without the names that the client itself had used. */
function plain(frame: string, own: string, target: Target): string {
  let bytes = frame.replaceAll(JSON.stringify(own), '"ID"');
  // The longest first, for one may be part of another.
  const named = Object.entries(target).toSorted(([, a], [, b]) => b.length - a.length);
  for (const [field, value] of named) {
    // The number of a ticket may stand in any other, and is in no answer that hides it.
    if (value !== '' && field !== 'number') bytes = bytes.replaceAll(value, field);
  }
  return bytes;
}

/** Routes of the HTTP API that were asked so far, as `GET /api/version`. */
export const askedRoutes = new Set<string>();

/** What was asked so far, as `command close` or `watch queue`. */
export const asked = new Set<string>();

function note({ t, do: body, what }: Message): void {
  const kind = (body as Fields | undefined)?.['kind'] ?? (what as Fields | undefined)?.['on'];
  asked.add(typeof kind === 'string' ? `${t} ${kind}` : t);
}

/** Sends one frame and waits for what answers it, or for the end of the connection. */
async function exchange(client: Client, message: Message, target: Target): Promise<Outcome> {
  note(message);
  const id = client.id();
  const w = message.t === 'watch' ? Number(id.slice(3)) : undefined;
  const own = w === undefined ? id : String(w);
  const from = client.frames.length;
  client.send(w === undefined ? { id, ...message } : { ...message, w });
  const frame = await client.frame(
    (answer) =>
      ('id' in answer && answer.id === own) || ('w' in answer && answer.w === w && w !== undefined),
    from,
  );
  if (frame === undefined) return { sign: 'x', bytes: String(client.closedWith) };
  if (w !== undefined) client.send({ t: 'unwatch', w });
  const told = frame.replace(`"w":${own}`, '"w":"ID"');
  return {
    sign: signOf(JSON.parse(frame) as ServerMessage, target),
    bytes: plain(told, own, target),
  };
}

/** Sends one frame that nothing answers, and a ping behind it. */
async function unanswered(client: Client, message: Message): Promise<Outcome> {
  note(message);
  const from = client.frames.length;
  client.send(message);
  client.send({ t: 'ping' });
  const pong = await client.frame(({ t }) => t === 'pong', from);
  return { sign: pong === undefined ? 'x' : '-', bytes: '' };
}

async function clientOf(principal: Principal): Promise<Client> {
  return principal.as === 'stranger' ? principal.connect() : principal.client;
}

interface Ask {
  readonly needs?: Needs;
  readonly hides?: boolean;
}

function request(
  name: string,
  message: (target: Target, principal: Principal) => Message,
  { needs = 'nothing', hides = false }: Ask = {},
): Row {
  return {
    name,
    needs,
    hides,
    ask: async (principal, target) =>
      exchange(await clientOf(principal), message(target, principal), target),
  };
}

/** A command; a shard asks it for the session. */
function command(
  name: string,
  as: 'player' | 'support',
  body: (target: Target) => CommandBody,
  needs: Needs = 'an open ticket',
): Row {
  return request(
    `${name}, ${as}`,
    (target, principal) => ({
      t: 'command',
      as,
      do: body(target),
      ...(needs === 'nothing' ? {} : { ticket: target.ticket }),
      ...(principal.as === 'shard' ? { session: target.session } : {}),
    }),
    { needs },
  );
}

function bothSides(name: string, body: (target: Target) => CommandBody, needs?: Needs): Row[] {
  return [command(name, 'player', body, needs), command(name, 'support', body, needs)];
}

function watch(name: string, what: (target: Target) => Fields, needs?: Needs): Row {
  return request(`watch ${name}`, (target) => ({ t: 'watch', what: what(target) }), {
    ...(needs === undefined ? {} : { needs }),
  });
}

function admin(
  name: AdminCommand['kind'],
  body: (target: Target) => object,
  needs: Needs = 'nothing',
): Row {
  return request(
    `admin ${name}`,
    (target) => ({ t: 'admin', do: { kind: name, ...body(target) } }),
    {
      needs,
      hides: true,
    },
  );
}

/** What nothing answers, whatever there is. */
function silent(name: string, hiddenAs: string, message: (target: Target) => Message): Row {
  return {
    name,
    needs: 'an open ticket',
    hides: false,
    hiddenAs,
    ask: async (principal, target) => unanswered(await clientOf(principal), message(target)),
  };
}

/** What only shards send. What has no id to be refused by closes the connection of an account. */
function ofShard(name: string, message: (target: Target) => Message): Row {
  return {
    name,
    needs: 'nothing',
    hides: false,
    async ask(principal, target) {
      const sent = message(target);
      if (!['sessions_end', 'notice_shown'].includes(sent.t)) {
        return exchange(await clientOf(principal), sent, target);
      }
      const client = principal.as === 'shard' ? principal.client : await principal.connect();
      return unanswered(client, sent);
    },
  };
}

const statusSigns: Readonly<Record<number, string>> = { 200: '+', 204: '+', 401: 'u', 403: 'f' };
let addresses = 0;

/** Sign-ins of one address are counted together. */
function anotherAddress(): string {
  addresses += 1;
  return `10.${addresses >> 16}.${(addresses >> 8) & 255}.${addresses & 255}`;
}

/** A sign-in route; whoever is no signed-in browser has no cookie. */
function post(
  name: string,
  path: string,
  body: (target: Target) => object,
  headers: Readonly<Record<string, string>> = {},
): Row {
  return {
    name,
    needs: 'nothing',
    hides: true,
    async ask(principal, target, server) {
      const cookie = principal.as === 'account' ? principal.cookie : '';
      const reply = await server.post(path, body(target), {
        'x-forwarded-for': anotherAddress(),
        cookie,
        ...headers,
      });
      const sign = statusSigns[reply.status] ?? String(reply.status);
      return { sign, bytes: plain(`${reply.status} ${await reply.text()}`, '', target) };
    },
  };
}

const apiSigns: Readonly<Record<number, string>> = { 200: '+', 401: 'u', 403: 'r', 404: '.' };

interface ApiAsk {
  readonly query?: string;
  readonly body?: object;
  readonly needs?: Needs;
}

/** A route of the HTTP API, asked with the token of whoever has one. */
function api(
  name: string,
  route: string,
  { query = '', body, needs = 'an open ticket' }: ApiAsk = {},
): Row {
  const [method = '', path = ''] = route.split(' ');
  return {
    name: `api ${name}`,
    needs,
    hides: true,
    async ask(principal, target, server) {
      askedRoutes.add(route);
      const told = principal.as === 'account' ? `Bearer ${principal.token}` : '';
      const address = `${server.origin}${path.replace('{ticketId}', target.number)}${query}`;
      const reply = await fetch(address, {
        method,
        headers: {
          'x-forwarded-for': anotherAddress(),
          authorization: told,
          'content-type': 'application/json',
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await reply.text();
      const sign = text === '[]' ? '0' : (apiSigns[reply.status] ?? String(reply.status));
      return { sign, bytes: plain(`${reply.status} ${text}`, '', target) };
    },
  };
}

const queue = {
  on: 'queue',
  filter: {},
  sort: { by: 'created', descending: true },
  offset: 0,
  limit: 200,
};

/** All of them, in the order of the table. */
export const rows: readonly Row[] = [
  ...bothSides(
    'open',
    () => ({ kind: 'open', category: 'Bug', subject: 'S', body: 'B' }),
    'nothing',
  ),
  command(
    'open for others',
    'support',
    ({ account }) => ({ kind: 'open', category: 'Bug', subject: 'S', participants: [account] }),
    'nothing',
  ),
  ...bothSides('post_message', () => ({ kind: 'post_message', body: 'Hello' })),
  ...bothSides('post_note', () => ({ kind: 'post_note', body: 'Hello' })),
  ...bothSides('edit_subject', () => ({ kind: 'edit_subject', subject: 'Other' })),
  ...bothSides('assign_to_me', () => ({ kind: 'assign_to_me' })),
  ...bothSides('assign', ({ staff }) => ({ kind: 'assign', to: staff })),
  ...bothSides('set_status', () => ({ kind: 'set_status', to: 'in_progress' })),
  ...bothSides('set_priority', () => ({ kind: 'set_priority', to: 'high' })),
  ...bothSides('unassign', () => ({ kind: 'unassign' }), 'a held ticket'),
  ...bothSides('close', () => ({ kind: 'close' })),
  ...bothSides('archive', () => ({ kind: 'archive' }), 'a closed ticket'),
  ...bothSides('reopen', () => ({ kind: 'reopen' }), 'a closed ticket'),
  ...bothSides('add_participants', ({ account }) => ({
    kind: 'add_participants',
    accounts: [account],
  })),
  ...bothSides('add_faction', ({ faction }) => ({ kind: 'add_faction', faction })),
  ...bothSides('remove_participant', ({ account }) => ({ kind: 'remove_participant', account })),

  watch('queue', () => queue, 'an open ticket'),
  watch('queue, closed', () => ({ ...queue, filter: { status: ['closed'] } }), 'a closed ticket'),
  watch('presence', () => ({ on: 'presence' })),
  watch('canned', () => ({ on: 'canned' })),
  watch('seen', () => ({ on: 'seen' })),
  watch('mine', () => ({ on: 'mine', list: 'active' }), 'an open ticket'),
  watch('mine, closed', () => ({ on: 'mine', list: 'closed' }), 'a closed ticket'),
  ...(['public', 'support'] as const).flatMap((as) => [
    watch(`ticket, ${as}`, ({ ticket }) => ({ on: 'ticket', ticket, as }), 'an open ticket'),
    request(`get, ${as}`, ({ ticket }) => ({ t: 'get', ticket, as }), { needs: 'an open ticket' }),
    request(
      `find_ticket, ${as}`,
      ({ number }) => ({ t: 'find_ticket', number: Number(number), as }),
      { needs: 'an open ticket' },
    ),
    silent(`seen, ${as}`, `get, ${as}`, ({ ticket }) => ({ t: 'seen', ticket, as, seq: 1 })),
    silent(`signal, ${as}`, `get, ${as}`, ({ ticket }) => {
      return { t: 'signal', ticket, as, doing: 'typing' };
    }),
  ]),
  ...(['accounts', 'staff', 'factions'] as const).map((what) =>
    request(`find ${what}`, ({ words }) => ({ t: 'find', what, words, limit: 5 }), {
      hides: true,
    }),
  ),

  admin('settings_get', () => ({})),
  admin('settings_set', () => ({ setting: { name: 'body_chars_max', value: 8_000 } })),
  admin('settings_discord', () => ({ again: false })),
  admin('settings_data', () => ({})),
  admin('group_list', () => ({})),
  admin('group_set', ({ group: name }) => ({ name, rights: [], default: false }), 'a group'),
  admin('group_remove', ({ group: name }) => ({ name }), 'a group'),
  admin('account_list', ({ words }) => ({ words })),
  admin('account_add', ({ name }) => ({ name, groups: [] })),
  admin('account_groups', ({ account }) => ({ account, groups: [] })),
  admin('account_rights', ({ account }) => ({ account, rights: [] })),
  admin('account_alias', ({ account }) => ({ account, alias: 'Warden' })),
  admin('account_get', ({ account }) => ({ account })),
  admin('account_password', ({ account }) => ({ account, password: 'kelp ford mill' })),
  admin('account_disable', ({ account }) => ({ account, disabled: false })),
  admin('account_sign_out', ({ account }) => ({ account })),
  admin('account_unlink_discord', ({ account }) => ({ account })),
  // One that nobody has, for the rows below ask about the other.
  admin('account_delete', ({ name: account }) => ({ account })),
  admin('steps_get', () => ({})),
  admin('erase_preview', ({ player: account }) => ({ account })),
  // One that nobody has, as above.
  admin('account_erase', ({ name: account }) => ({ account, messages: 'kept', confirm: account })),
  admin('forget_preview', ({ shard: name }) => ({ name }), 'a shard'),
  admin('shard_forget', ({ name }) => ({ name, confirm: name })),
  admin('retention_preview', () => ({ months: 12 })),
  admin('link', ({ account }) => ({ account })),
  admin('shard_list', () => ({})),
  admin('shard_add', ({ name }) => ({ name })),
  admin('shard_rotate', ({ shard: name }) => ({ name }), 'a shard'),
  admin('shard_remove', ({ shard: name }) => ({ name }), 'a shard'),
  admin('canned_set', ({ name }) => ({ reply: name, title: 'T', text: 'X' })),
  admin('canned_remove', ({ name }) => ({ reply: name })),
  admin('own_canned_set', ({ name }) => ({ reply: name, title: 'T', text: 'X' })),
  admin('own_canned_remove', ({ name }) => ({ reply: name })),
  admin('own_discord_get', () => ({})),
  admin('own_discord_code', () => ({})),
  admin('own_discord_unlink', () => ({})),
  admin('webhook_list', () => ({})),
  admin('webhook_add', ({ name }) => webhook(name)),
  admin('webhook_set', ({ name: hook }) => ({ hook, ...webhook(hook) })),
  admin('webhook_rotate', ({ name: hook }) => ({ hook })),
  admin('webhook_pause', ({ name: hook }) => ({ hook })),
  admin('webhook_resume', ({ name: hook }) => ({ hook, drop: false })),
  admin('webhook_remove', ({ name: hook }) => ({ hook })),
  admin('webhook_test', ({ name: hook }) => ({ hook })),
  admin('audit_list', () => ({})),

  ofShard('account', ({ name }) => ({ t: 'account', account: name, name })),
  ofShard('character', ({ shardAccount }) => ({
    t: 'character',
    account: shardAccount,
    character: 'c-1',
    name: 'Hero',
  })),
  ofShard('faction', ({ shardAccount }) => ({
    t: 'faction',
    faction: 'f-1',
    name: 'Dragons',
    members: [shardAccount],
  })),
  ofShard('discord_link', ({ shardAccount }) => ({
    t: 'discord_link',
    account: shardAccount,
    user: null,
  })),
  ofShard('session_opened', ({ name, shardAccount }) => ({
    t: 'session_opened',
    session: name,
    account: shardAccount,
  })),
  ofShard('session_moved', ({ session }) => ({ t: 'session_moved', session })),
  ofShard('session_closed', ({ session }) => ({ t: 'session_closed', session })),
  ofShard('sign_in_link', ({ session }) => ({ t: 'sign_in_link', session })),
  ofShard('help_requested', ({ session }) => ({ t: 'help_requested', session })),
  ofShard('form_answered', ({ session }) => ({
    t: 'form_answered',
    session,
    form: 'earlier.0.3',
    gump: 46_001,
    serial: 0,
    button: 1,
    switches: [],
    entries: [],
  })),
  ofShard('notice_shown', ({ session }) => ({ t: 'notice_shown', session, notice: 'n-1' })),
  ofShard('sessions_end', () => ({ t: 'sessions_end' })),

  post('POST /web/link, wrong', '/web/link', ({ name }) => ({ secret: name })),
  {
    ...post('POST /web/login, wrong', '/web/login', ({ userName }) => ({
      username: userName,
      password: 'no such password',
    })),
    hides: false,
    inTurn: true,
  },
  post('POST /web/socket', '/web/socket', () => ({})),
  post('the same, elsewhere', '/web/socket', () => ({}), { origin: 'http://evil.example' }),
  post('POST /web/logout', '/web/logout', () => ({})),

  api('list', 'GET /api/help-tickets'),
  api('ticket', 'GET /api/help-tickets/{ticketId}'),
  api('assign-to-me', 'PUT /api/help-tickets/{ticketId}/assign-to-me', { body: {} }),
  ...(['Closed', 'Assigned', 'Open'] as const).map((status) =>
    api(`status ${status}`, 'PUT /api/help-tickets/{ticketId}/status', {
      body: { status },
      needs: status === 'Open' ? 'a held ticket' : 'an open ticket',
    }),
  ),
  api('me', 'GET /api/help-tickets/me'),
  api('transcript', 'GET /api/help-tickets/{ticketId}/transcript'),
  api('transcript, support', 'GET /api/help-tickets/{ticketId}/transcript', {
    query: '?audience=support',
  }),
  {
    ...api('login, wrong', 'POST /auth/login', {
      body: { username: 'adm', password: 'no such password' },
      needs: 'nothing',
    }),
    hides: false,
    inTurn: true,
  },
  ...['health', 'version', 'openapi.json'].map((name) =>
    api(name, `GET /api/${name}`, { needs: 'nothing' }),
  ),
];

/** One that is told of nothing, since no category is called so. */
function webhook(name: string): Fields {
  const sends = { name, address: 'https://hook.example', events: ['ticket_opened'] };
  return { ...sends, shards: [], categories: ['None'] };
}
