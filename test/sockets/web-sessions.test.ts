import { closes } from '../../protocol/close.ts';
import { netLimits } from '../../server/sockets/socket-limits.ts';
import { Running, type Client } from '../support/running-server.ts';
import { assert, suite } from '../support/suite.ts';
import { SocketServer } from './socket-server.ts';
import { helper, player } from './stage.ts';

const test = suite('sockets of web sessions', { limit_ms: 60_000 });

async function answers(client: Client): Promise<boolean> {
  const from = client.frames.length;
  client.send({ t: 'ping' });
  return (await client.frame(({ t }) => t === 'pong', from)) !== undefined;
}

test('[W82] a sign-out ends the sockets of that browser and of no other; a new password ends those of all, and the tokens of the HTTP API, which no sign-out of a browser touches', async () => {
  const server = await Running.start();
  try {
    const account = await server.account('ana', []);
    const token = await server.token(account);
    const browsers: Array<{ cookie: string; client: Client }> = [];
    for (let n = 0; n < 3; n += 1) {
      const cookie = await server.cookie('ana');
      const reply = await server.post('/web/socket', {}, { cookie });
      const { ticket } = (await reply.json()) as { ticket: string };
      const client = await server.connect();
      client.send({ t: 'hello', v: 1, auth: { as: 'web', ticket } });
      await client.next(({ t }) => t === 'welcome');
      browsers.push({ cookie, client });
    }
    const [out, ...stay] = browsers;
    await server.post('/web/logout', {}, { cookie: out!.cookie });
    assert.not(await answers(out!.client));
    assert.is(out!.client.closedWith, closes.signed_out.code);
    for (const { client } of stay) assert.ok(await answers(client));
    // The token of a program is of no browser: its own time, or a new password, ends it.
    const asks = async (): Promise<number> => {
      const headers = { authorization: `Bearer ${token}` };
      return (await fetch(`${server.origin}/api/help-tickets/me`, { headers })).status;
    };
    assert.is(await asks(), 200);
    await server.operate('account_password', { account: 'ana', password: 'quite other words' });
    for (const { client } of stay) assert.not(await answers(client));
    assert.is(await asks(), 401);
  } finally {
    await server.stop();
  }
});

test('[W83] a socket whose web session is over is closed within a second', async () => {
  const server = await new SocketServer().open();
  try {
    const [over, stays] = [await server.signIn(player), await server.signIn(helper)];
    server.backend.endedSessions.add(`session of ${player}`);
    server.sockets.sweep();
    assert.is((await over.closed).code, closes.signed_out.code);
    stays.send({ t: 'ping' });
    await stays.heard('pong');
    assert.ok(netLimits.sweep_ms <= 1000);
  } finally {
    await server.close();
  }
});
