import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { Hono } from 'hono';
import { httpServer } from '../../server/http/app.ts';
import type { HttpEnv } from '../../server/http/guard.ts';
import { boundHeads } from '../../server/http/heads.ts';
import { logTo } from '../../server/platform/log.ts';
import { SecurityLog } from '../../server/identity/security-log.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('heads');

async function within(
  run: (open: () => Socket, logged: string[]) => Promise<void>,
  make: (app: Hono<HttpEnv>, security: SecurityLog) => Server,
): Promise<void> {
  const logged: string[] = [];
  const log = logTo('info', { write: (line: string) => void logged.push(line) });
  const app = new Hono<HttpEnv>();
  app.get('/', (c) => c.text('here'));
  app.post('/', async (c) => c.text(await c.req.text()));
  app.onError((_, c) => c.text('cut'));
  const security = new SecurityLog(log);
  const server = make(app, security);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sockets: Socket[] = [];
  try {
    await run(() => {
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
      sockets.push(socket.on('error', () => {}));
      return socket;
    }, logged);
  } finally {
    for (const socket of sockets) socket.destroy();
    security.stop();
    server.closeAllConnections();
    server.close();
  }
}

const waits = { head_ms: 300, request_ms: 600, file_ms: 60_000, look_ms: 50 };
const head = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n';

for (const [what, start] of [
  ['a head', head],
  ['a body', `${head}\r\n`],
] as const) {
  // [H149] A head that is not here after 10 s is cut, and a body after 30 s, at most a second late.
  test(`[H149] ${what} that comes byte by byte is cut when its time is over`, () =>
    within(
      async (open) => {
        const socket = open();
        socket.write(start);
        const drip = setInterval(() => socket.write('x'), 20);
        const [answer] = (await once(socket, 'data')) as [Buffer];
        clearInterval(drip);
        assert.match(answer.toString('latin1'), /^HTTP\/1\.1 408 /u);
      },
      (app) => httpServer(app, waits),
    ));
}

test('[H148] connections of which no whole request is here are bounded per network and in all; the oldest of those that are too many gives way to the next', () =>
  within(
    async (open, logged) => {
      const ask = async (socket: Socket, text: string): Promise<string> => {
        socket.write(text);
        const [answer] = (await once(socket, 'data')) as [Buffer];
        return answer.toString('latin1');
      };
      const get = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
      const silent = open();
      await once(silent, 'connect');
      const slow = open();
      slow.write(head);
      await once(slow, 'connect');
      const gone = [silent, slow].map((socket) => once(socket, 'close'));
      // One more than may be, and yet it is heard, the oldest is gone.
      const asking = open();
      assert.match(await ask(asking, get), 'here');
      await gone[0];
      // One that waits for its next request counts as well, one that is closed does not.
      const posting = open();
      assert.match(await ask(posting, `${head}\r\n${'y'.repeat(1_000)}`), 'yyy');
      await gone[1];
      assert.match(await ask(asking, get), 'here');
      assert.match(logged.join(''), '"kind":"requests_slow"');
    },
    (app, security) => {
      const server = httpServer(app);
      boundHeads(server, security, { per_network_max: 2, in_all_max: 10 });
      return server;
    },
  ));
