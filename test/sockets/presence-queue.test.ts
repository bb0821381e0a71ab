import { limits } from '../../protocol/limits.ts';
import { playerRights } from '../support/given.ts';
import { assert, suite } from '../support/suite.ts';
import { helper, player } from './fake-backend.ts';
import { atTicket, colleague, counts, watchPresence } from './presence-stage.ts';

const test = suite('how many are at the tickets of the queue');

// [W57] Those with access to the queue get the number of people at each ticket and the first of
// them by name, at most once a second.
test('[W57] watchers of the queue get the number of those at each ticket and the first by name, at most once a second', async () => {
  const { stage, ticket, mine, one, two, signal, pass } = await atTicket();
  const queue = stage.signIn(colleague);
  queue.send(watchPresence);
  await stage.settle();
  assert.equal(counts(queue), []);
  signal(one, 'support', 'viewing');
  signal(two, 'support', 'typing');
  stage.endTurn();
  signal(mine, 'public', 'typing');
  stage.endTurn();
  assert.equal(queue.all('signal'), []);
  pass(1_000);
  assert.equal(counts(queue), [
    {
      ticket,
      viewing: 2,
      typing: 2,
      people: [
        { account: colleague, name: `account ${colleague}`, typing: true },
        { account: player, name: `account ${player}`, typing: true },
        { account: helper, name: `account ${helper}`, typing: false },
      ],
    },
  ]);
  pass(1_000);
  assert.is(queue.all('signal').length, 1, 'told again what did not change');
  const late = stage.signIn(helper);
  late.send(watchPresence);
  await stage.settle();
  assert.equal(counts(late), counts(queue));
  pass(limits.viewing_ms_max);
  assert.equal([counts(queue), counts(late)], [[], []]);
});

test('[W57] the numbers are for those with access to the queue, as long as they have it', async () => {
  const { stage, mine, one, signal, pass } = await atTicket();
  const queue = stage.signIn(colleague);
  for (const client of [queue, mine]) client.send(watchPresence);
  await stage.settle();
  assert.is(mine.last('gone').code, 'right_missing');
  stage.backend.setRights(colleague, playerRights);
  await stage.settle();
  assert.is(queue.last('gone').code, 'right_missing');
  signal(one, 'support', 'viewing');
  pass(1_000);
  assert.equal(queue.all('signal'), []);
});
