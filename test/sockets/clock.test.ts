import { Running } from '../support/running-server.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('sockets and the clock of the machine', { limit_ms: 60_000 });
const { now } = Date;
test.after.each(() => void (Date.now = now));

test('[W84] silence and pace go by a clock that nobody sets: no socket is cut because that of the machine was', async () => {
  const server = await Running.start();
  try {
    await server.account('ana', []);
    const ana = await server.signIn('ana');
    for (const set_by_ms of [60_000, -3_600_000]) {
      Date.now = () => now() + set_by_ms;
      // Whoever says nothing is closed when the connections are looked over.
      const silent = await server.connect();
      await silent.frame(() => false);
      assert.ok(silent.closedWith !== undefined);
      const from = ana.frames.length;
      ana.send({ t: 'ping' });
      const pong = await ana.frame(({ t }) => t === 'pong', from);
      assert.ok(pong !== undefined, `closed with ${ana.closedWith}`);
      const told = (JSON.parse(pong) as { now: number }).now;
      assert.ok(Math.abs(told - Date.now()) < 30_000);
    }
  } finally {
    await server.stop();
  }
});
