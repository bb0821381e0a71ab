import { connect } from 'node:net';
import type { CommandBody } from '../../protocol/command-body.ts';
import { assert } from '../support/suite.ts';
import { SocketServer, type Caller } from './socket-server.ts';
import { player } from './fake-backend.ts';

export async function within(
  run: (server: SocketServer) => Promise<void>,
  options = {},
): Promise<void> {
  const server = await new SocketServer(options).open();
  try {
    await run(server);
    assert.equal(server.faults, []);
  } finally {
    await server.close();
  }
}

const as = (account: string) => ({ account, restricted: false, surface: 'web' }) as const;
let commands = 0;

export async function act(
  server: SocketServer,
  account: string,
  command: CommandBody,
  ticket?: string,
): Promise<string> {
  const request = {
    id: `c${(commands += 1)}`,
    command,
    ...(ticket === undefined ? {} : { ticket }),
  };
  const answer = await server.backend.ticketService.command(as(account), request);
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.ticket;
}

export const open = (server: SocketServer) =>
  act(server, player, { kind: 'open', category: 'Bug', body: 'x' });
export const watch = (ticket: string) => ({
  t: 'watch',
  w: 1,
  what: { on: 'ticket', ticket, as: 'public' },
});

/** A client that signs in, whether or not it is accepted. */
export async function sayHello(server: SocketServer, account: string): Promise<Caller> {
  const caller = await server.call();
  const ticket = `${account}:hello ${(commands += 1)}`;
  caller.send({ t: 'hello', v: 1, auth: { as: 'web', ticket } });
  return caller;
}

/** A client that speaks no more after the handshake. */
export function rawUpgrade({ port }: SocketServer) {
  const socket = connect(port, '127.0.0.1');
  socket.write(
    [
      'GET /ws HTTP/1.1',
      `Host: 127.0.0.1:${port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Protocol: shardbell.v1',
      '\r\n',
    ].join('\r\n'),
  );
  return socket;
}
