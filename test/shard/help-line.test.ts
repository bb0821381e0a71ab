import type { ServerMessage } from '../../protocol/messages.ts';
import { HelpLine } from '../../actors/shard/help/help-line.ts';
import { Running } from '../support/running-server.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('help for many', { limit_ms: 110_000 });

// [S76] However many press help at once, so many are served at a time and the others in their
// order; whom help does not serve is told when to press again.
test('[S76] so many are served at once, the others in the order in which they pressed', async () => {
  const line = new HelpLine(2, 3);
  const served: number[] = [];
  const release: Array<() => void> = [];
  const press = (n: number) =>
    line.take(async () => {
      served.push(n);
      await new Promise<void>((go) => release.push(go));
      if (n === 1) throw new Error('a bug');
      return n;
    });
  const all = Promise.allSettled([0, 1, 2, 3, 4, 5].map(press));
  assert.equal(served, [0, 1]);
  while (served.length < 5 || release.length > 0) {
    release.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const outcomes = await all;
  assert.equal(served, [0, 1, 2, 3, 4]);
  assert.is(outcomes[1]!.status, 'rejected');
  assert.equal(outcomes[5], { status: 'fulfilled', value: undefined });
  void press(6);
  assert.equal(served.at(-1), 6);
});

test('[S76] eleven hundred players who press help at once all get their form', async () => {
  const players = 1_100;
  const server = await Running.start();
  try {
    const shard = await server.shard('britain');
    for (let n = 0; n < players; n++) {
      shard.send({ t: 'account', id: `acct-${n}`, account: `a${n}`, name: `player ${n}` });
      shard.send({
        t: 'character',
        id: `char-${n}`,
        account: `a${n}`,
        character: `c${n}`,
        name: 'C',
      });
      const session = { session: `s${n}`, account: `a${n}`, character: `c${n}` };
      shard.send({ t: 'session_opened', id: `sess-${n}`, ...session });
      if (n % 100 === 99) await shard.next((m) => 'id' in m && m.id === `sess-${n}`);
    }
    shard.send({ t: 'sessions_end' });
    const answers: ServerMessage[] = [];
    let forms = 0;
    const all = new Promise<void>((resolve) => {
      shard.ws.on('message', (data: Buffer) => {
        const message = JSON.parse(data.toString('utf8')) as ServerMessage;
        if (message.t === 'show_form') forms += 1;
        else if ('id' in message && message.id.startsWith('help-')) answers.push(message);
        if (answers.length === players) resolve();
      });
    });
    for (let n = 0; n < players; n++) {
      shard.send({ t: 'help_requested', id: `help-${n}`, session: `s${n}` });
    }
    await all;
    assert.equal([...new Set(answers.map(({ t }) => t))], ['done']);
    assert.is(forms, players);
  } finally {
    await server.stop();
  }
});
