import { limits } from '../../protocol/limits.ts';
import { playerRights, supportRights } from '../support/given.ts';
import { assert, suite } from '../support/suite.ts';
import { helper, player } from './fake-backend.ts';
import { Stage } from './stage.ts';
import { queue } from './list-watching.ts';

const test = suite('watching a list: who may, and how many');

// [W41] Only queue access watches the queue, while it lasts; only so many different lists are
// watched.
test('[W41] only queue access may watch the queue, and only while it lasts', async () => {
  const stage = new Stage();
  const [no, yes] = [stage.signIn(player), stage.signIn(helper)];
  for (const client of [no, yes]) client.send(queue());
  await stage.settle();
  assert.is(no.last('gone').code, 'right_missing');
  stage.backend.setRights(helper, ['tickets.reply']);
  await stage.settle();
  assert.equal(yes.all('gone'), []);
  stage.backend.setRights(helper, playerRights);
  await stage.settle();
  assert.is(yes.last('gone').code, 'right_missing');
  await stage.open(player);
  await stage.settle();
  assert.equal(yes.all('event'), []);
});

test('[W41] a list that two watched and both left is not kept', async () => {
  const stage = new Stage({ accountPace: { per_second: 1_000, burst: 2_000 } });
  const clients = [stage.signIn(helper), stage.signIn(helper)];
  for (let i = 0; i < 300; i++) {
    const filter = { category: [`category ${i}`] };
    for (const client of clients) client.send(queue({ filter }));
    await stage.settle();
  }
  for (const client of clients) {
    assert.is(client.all('state').length, 300);
    assert.equal(client.all('gone'), []);
  }
});

test('[W41] as many lists as may be are watched, the next one is refused as retryable', async () => {
  const stage = new Stage({ accountPace: { per_second: 1_000, burst: 1_000 } });
  // One account may open only some of them.
  const accounts = Array.from({ length: 9 }, (_, i) => `${30 + i}`);
  for (const account of accounts) stage.backend.ticketService.rights.set(account, supportRights);
  const clients = accounts.map((account) => stage.signIn(account));
  for (let i = 0; i <= 256; i++) {
    if (i === 256) await stage.settle();
    const filter = { category: [`category ${i}`] };
    clients[Math.floor(i / limits.watches_max)]!.send(queue({ filter }, i));
  }
  await stage.settle();
  const gone = clients.flatMap((client) => client.all('gone'));
  assert.equal(
    gone.map(({ w, code }) => [w, code]),
    [[256, 'lists_full']],
  );
  clients[0]!.send({ t: 'unwatch', w: 0 });
  clients[8]!.send(queue({ filter: { category: ['another'] } }, 300));
  await stage.settle();
  assert.is(clients[8]!.last('state').w, 300);
  for (const account of accounts) stage.backend.setRights(account, supportRights);
  await stage.settle();
  assert.is(clients.flatMap((client) => client.all('gone')).length, 1);
});
