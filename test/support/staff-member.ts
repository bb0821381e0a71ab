import { nanoid } from 'nanoid';
import { WebSocket } from 'ws';
import { Connection } from '../../clients/core/connection.ts';
import { closed_here } from '../../clients/core/state.ts';
import type { AdminCommand } from '../../protocol/admin.ts';
import type { CommandBody } from '../../protocol/command-body.ts';
import type { LiveServer } from './live-server.ts';

/** Somebody of support with a connection that comes back, as the browser makes it. */
export class StaffMember {
  readonly connection: Connection;
  /** What the browser keeps of the sign-in. */
  readonly cookie: string;

  private constructor(connection: Connection, cookie: string) {
    this.connection = connection;
    this.cookie = cookie;
  }

  /** Signs in a new account of the group by a one-time link. */
  static async signIn(
    server: LiveServer,
    name: string,
    group = 'moderators',
  ): Promise<StaffMember> {
    const secret = (await server.staffLink(name, group)).split('#link=')[1]?.trim();
    const signedIn = await post(server, '/web/link', { secret });
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    const connection = new Connection({
      socket: () => new WebSocket(server.socketAddress, 'shardbell.v1', { origin: server.address }),
      auth: async () => {
        const reply = await post(server, '/web/socket', {}, cookie);
        // A failed attempt like any other, which is made again.
        if (!reply.ok) throw new Error(`no ticket for the socket: ${reply.status}`);
        const { ticket } = (await reply.json()) as { ticket: string };
        return { as: 'web', ticket };
      },
      authIsFresh: true,
    });
    connection.onState((state) => {
      if (state.kind === 'ended' && state.code !== closed_here)
        console.error(`support was turned away: ${state.code} ${state.sentence}`);
    });
    connection.start();
    return new StaffMember(connection, cookie);
  }

  close(): void {
    this.connection.close();
  }

  /** Opens a ticket that these accounts, by number, take part in. */
  async open(subject: string, participants: readonly string[]): Promise<string> {
    const command: CommandBody = {
      kind: 'open',
      category: 'Question',
      subject,
      participants: [...participants],
    };
    const done = await this.connection.command(command, { as: 'support' });
    if (done.t !== 'done' || done.ticket === undefined) throw new Error(JSON.stringify(done));
    return done.ticket;
  }

  /** Resolves when it is answered, however often the server dies meanwhile. */
  async reply(ticket: string, body: string): Promise<void> {
    const done = await this.connection.command(
      { kind: 'post_message', body },
      { ticket, as: 'support' },
    );
    if (done.t !== 'done') throw new Error(`${body}: ${JSON.stringify(done)}`);
  }

  /** Asks for something of the administration. */
  async administer(command: AdminCommand): Promise<void> {
    const outcome = await this.connection.request({ t: 'admin', id: nanoid(), do: command });
    if (outcome.t !== 'done' && outcome.t !== 'answer') throw new Error(JSON.stringify(outcome));
  }

  /** Number of the account whose name begins so. */
  async accountOf(words: string): Promise<string> {
    const id = nanoid();
    const found = await this.connection.request({
      t: 'find',
      id,
      what: 'accounts',
      words,
      limit: 1,
    });
    const is = found.t === 'answer' ? found.is : undefined;
    if (is?.of !== 'people' || is.people[0] === undefined) throw new Error(JSON.stringify(found));
    return is.people[0].account;
  }
}

function post(server: LiveServer, path: string, body: object, cookie?: string): Promise<Response> {
  const headers = {
    origin: server.address,
    'content-type': 'application/json',
    ...(cookie === undefined ? {} : { cookie }),
  };
  return fetch(server.address + path, { method: 'POST', headers, body: JSON.stringify(body) });
}
