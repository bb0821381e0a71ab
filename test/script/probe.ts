import type { ServerMessage, ServerMessageOf } from '../../protocol/messages.ts';
import { type Client, Running } from '../support/running-server.ts';

/** What a probe gave back: values as JSON has them. */
export type Probed = ReadonlyArray<unknown>;

const dump = `
local function dump(value)
  if type(value) == 'string' then
    return '"' .. value:gsub('[%c"\\\\]', function(c) return ('\\\\u%04x'):format(c:byte()) end) .. '"'
  end
  if type(value) ~= 'table' then return value == nil and 'null' or tostring(value) end
  local parts = {}
  if #value > 0 or next(value) == nil then
    for i = 1, #value do parts[i] = dump(value[i]) end
    return '[' .. table.concat(parts, ',') .. ']'
  end
  for key, item in pairs(value) do parts[#parts + 1] = dump(tostring(key)) .. ':' .. dump(item) end
  table.sort(parts)
  return '{' .. table.concat(parts, ',') .. '}'
end
function give(session, ...)
  local values = table.pack(...)
  local parts = {}
  for i = 1, values.n do parts[i] = dump(values[i]) end
  local form = gump.create():text(0, 0, 0, '[' .. table.concat(parts, ',') .. ']')
  gump.send(session, form, 0, 7)
end
`;

/**
 * A server whose help script is a row of probes: each press of help runs the next one, and what it
 * returns comes back in a form.
 */
export class ProbeServer {
  readonly server: Running;
  readonly shard: Client;

  private constructor(server: Running, shard: Client) {
    this.server = server;
    this.shard = shard;
  }

  /** `probes`: bodies of `function(s)`; `more`: what else the script says. */
  static async start(probes: readonly string[], more = ''): Promise<ProbeServer> {
    const functions = probes.map((body) => `function(s) ${body} end`).join(',\n');
    const script = `${dump}
      local probes = { ${functions} }
      local at = 0
      ${more}
      function on_help_request(s)
        at = at + 1
        give(s, probes[at](s))
      end`;
    const server = await Running.start({ 'help.lua': script });
    const shard = await server.shard('north');
    return new ProbeServer(server, shard);
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }

  /** A player of its own account and character, told before the list of sessions is closed. */
  async play(session: string, name = session): Promise<void> {
    const { shard } = this;
    await shard.ask({ t: 'account', account: name, name });
    await shard.ask({
      t: 'character',
      account: name,
      character: `${name}-c`,
      name: `${name} the Bold`,
    });
    const location = { map: 1, x: 2, y: 3, z: -4 };
    await shard.ask({
      t: 'session_opened',
      session,
      account: name,
      character: `${name}-c`,
      location,
    });
  }

  async begin(): Promise<void> {
    this.shard.send({ t: 'sessions_end' });
  }

  /** Presses help, and gives what the next probe gave. */
  async next(session: string): Promise<Probed> {
    const from = this.shard.frames.length;
    const answer = await this.shard.ask({ t: 'help_requested', session });
    if (answer.t !== 'done') throw new Error(JSON.stringify(answer));
    const shown = await this.shard.next(
      (message) => message.t === 'show_form' && message.session === session,
      from,
    );
    return given(shown as ServerMessageOf<'show_form'>);
  }

  /** The id of the ticket with this number. */
  async ticketId(staff: Client, number: number): Promise<string> {
    const sort = { by: 'created', descending: true };
    const what = { on: 'queue', filter: {}, sort, offset: 0, limit: 50 };
    const state = (await staff.watch(1, what)) as ServerMessageOf<'state'>;
    staff.send({ t: 'unwatch', w: 1 });
    if (state.is.on !== 'queue') throw new Error('no queue');
    return state.is.rows.find((row) => row.number === number)!.id;
  }

  /** The number of the account with this name. */
  async find(staff: Client, name: string): Promise<string> {
    const found = await staff.ask({ t: 'find', what: 'accounts', words: name, limit: 1 });
    if (found.t !== 'answer' || found.is.of !== 'people') throw new Error(JSON.stringify(found));
    return found.is.people[0]!.account;
  }

  /** What a handler of an event gives, in a form to that session. */
  async given(session: string, from: number): Promise<Probed> {
    const isIt = (message: ServerMessage) =>
      message.t === 'show_form' && message.session === session;
    return given((await this.shard.next(isIt, from)) as ServerMessageOf<'show_form'>);
  }
}

function given({ elements }: ServerMessageOf<'show_form'>): Probed {
  const [first] = elements;
  if (first?.type !== 'text') throw new Error('no probe gave this form');
  return JSON.parse(first.text) as Probed;
}
