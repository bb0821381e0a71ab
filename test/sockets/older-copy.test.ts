import { OlderCopy } from '../../server/older-copy.ts';
import { Running } from '../support/running-server.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('an older copy of the data folder');

async function data(server: Running): Promise<string> {
  const reply = await fetch(`${server.origin}/ready`);
  assert.is(reply.status, 200);
  return ((await reply.json()) as { checks: { data: string } }).checks.data;
}

const opening = { kind: 'open', category: 'Bug', subject: 'Stuck' } as const;

// [J65] A client that has more entries of a ticket, or a ticket, than there is makes numbers go on
// far above, once; one of staff is told of in the log and in /ready, a player's alarms nobody.
test('[J65] what a player’s client names makes numbers go on, and alarms nobody', async () => {
  const server = await Running.start();
  try {
    const staff = await server.signIn(await server.account('ada', ['tickets.reply']));
    const first = await staff.command(opening, { as: 'support' });
    const player = await server.signIn(await server.account('ana', ['tickets.view']));
    const welcome = await player.next(({ t }) => t === 'welcome');
    const epoch = welcome.t === 'welcome' ? welcome.epoch : '';
    const resume = { epoch, seq: 7 };
    await player.watch(1, { on: 'ticket', ticket: 'made-up', as: 'public', resume });
    const next = await staff.command(opening, { as: 'support' });
    assert.equal([first.t, next.t], ['done', 'done']);
    if (first.t === 'done' && next.t === 'done') assert.is(next.number, first.number! + 1_001);
    assert.is(await data(server), 'ok');
  } finally {
    await server.stop();
  }
});

test('[J65] a ticket that cannot be read is no sign, and ends nothing', async () => {
  let loads = 0;
  const numbers = { last: 5, skip: () => assert.unreachable('numbers went on') };
  const tables = {
    ticket: () => {
      loads++;
      throw new Error('damaged');
    },
  };
  const copy = new OlderCopy(tables, numbers, () => assert.unreachable('somebody was told'));
  await copy.named({ account: '1', isStaff: true, ticket: 't', named: 3, last: undefined });
  assert.equal([loads, copy.fault()], [1, undefined]);
});

for (const [what, ticketOf, words] of [
  ['more entries of a ticket', (id: string) => id, /has entry 99 of ticket \S+, of which/u],
  ['a ticket', () => 'a-ticket-that-was-lost', /has ticket a-ticket-that-was-lost, which/u],
] as const) {
  test(`[J65] a client that has ${what} than there is tells of it, and numbers go on far above, once`, async () => {
    const server = await Running.start();
    try {
      const account = await server.account('ada', ['tickets.view', 'tickets.reply']);
      const ada = await server.signIn(account);
      const first = await ada.command(opening, { as: 'support' });
      assert.ok(first.t === 'done');
      const welcome = await ada.next(({ t }) => t === 'welcome');
      const epoch = welcome.t === 'welcome' ? welcome.epoch : '';
      const watch = (w: number, ticket: string, seq: number) =>
        ada.watch(w, { on: 'ticket', ticket, as: 'support', resume: { epoch, seq } });
      await watch(1, first.ticket!, 1);
      assert.is(await data(server), 'ok');

      await watch(2, ticketOf(first.ticket!), 99);
      while ((await data(server)) === 'ok');
      assert.match(await data(server), words);
      await watch(3, 'another-lost-one', 7);
      const numbers = [];
      for (let i = 0; i < 2; i++) {
        const next = await ada.command(opening, { as: 'support' });
        numbers.push(next.t === 'done' ? next.number : 0);
      }
      assert.equal(numbers, [first.number! + 1_001, first.number! + 1_002]);
      assert.match(await data(server), words);
    } finally {
      await server.stop();
    }
  });
}
