import { limits } from '../../protocol/limits.ts';
import { playerRights } from '../support/given.ts';
import { assert, suite } from '../support/suite.ts';
import { helper, otherPlayer, player } from './fake-backend.ts';
import { atTicket, colleague, presenceOf, supportTyping, watchTicket } from './presence-stage.ts';

const test = suite('who is at a ticket');

test('[W50] support learns who of support looks at a ticket and who writes on it, players included', async () => {
  const { stage, mine, one, two, signal } = await atTicket();
  signal(one, 'support', 'viewing');
  signal(two, 'support', 'typing');
  stage.endTurn();
  const expected = { viewing: [helper, colleague], typing: [`support ${colleague}`] };
  assert.equal([presenceOf(one), presenceOf(two)], [expected, expected]);
  signal(mine, 'public', 'typing');
  stage.endTurn();
  assert.equal(presenceOf(one)?.typing, [`support ${colleague}`, `player ${player}`]);
  const { is } = one.last('signal');
  assert.ok(is.on === 'company' && is.viewing[0]?.name === `account ${helper}`);
  signal(two, 'support', 'gone');
  signal(mine, 'public', 'gone');
  stage.endTurn();
  assert.equal(presenceOf(two), { viewing: [helper], typing: [] });
});

test('[W51] players learn that support is writing a message (never a note), and nothing else of anybody', async () => {
  const { stage, ticket, mine, one, two, signal } = await atTicket();
  await stage.do(helper, { kind: 'add_participants', accounts: [otherPlayer] }, ticket);
  const other = stage.signIn(otherPlayer);
  other.send(watchTicket(ticket, 'public'));
  await stage.settle();
  for (const doing of ['viewing', 'noting', 'gone'] as const) {
    signal(one, 'support', doing);
    stage.endTurn();
  }
  signal(mine, 'public', 'viewing');
  signal(mine, 'public', 'typing');
  signal(mine, 'public', 'noting');
  stage.endTurn();
  assert.equal([supportTyping(mine), supportTyping(other)], [[], []]);
  signal(one, 'support', 'typing');
  signal(two, 'support', 'typing');
  stage.endTurn();
  signal(two, 'support', 'viewing');
  stage.endTurn();
  signal(one, 'support', 'noting');
  stage.endTurn();
  assert.equal(
    [supportTyping(mine), supportTyping(other)],
    [
      [true, false],
      [true, false],
    ],
  );
});

test('[W52] whoever comes to a ticket is told who is there, and nothing where nobody is', async () => {
  const { stage, ticket, one, signal } = await atTicket();
  const [quiet, quietMine] = [stage.signIn(colleague), stage.signIn(player)];
  quiet.send(watchTicket(ticket, 'support'));
  quietMine.send(watchTicket(ticket, 'public'));
  await stage.settle();
  assert.equal([...quiet.all('signal'), ...quietMine.all('signal')], []);
  signal(one, 'support', 'typing');
  stage.endTurn();
  const [late, mine] = [stage.signIn(colleague), stage.signIn(player)];
  late.send(watchTicket(ticket, 'support'));
  mine.send(watchTicket(ticket, 'public'));
  await stage.settle();
  assert.equal(presenceOf(late), { viewing: [helper], typing: [`support ${helper}`] });
  assert.equal(supportTyping(mine), [true]);
  assert.is(late.last('signal').topic, late.last('state').topic);
});

test('[W53] writing is over by itself, looking too, unless it is said again', async () => {
  const { stage, mine, one, two, signal, pass } = await atTicket();
  signal(one, 'support', 'typing');
  signal(mine, 'public', 'typing');
  signal(two, 'support', 'viewing');
  stage.endTurn();
  pass(limits.typing_ms_max - 1);
  signal(one, 'support', 'typing');
  stage.endTurn();
  pass(1);
  assert.equal(presenceOf(two), { viewing: [helper, colleague], typing: [`support ${helper}`] });
  pass(limits.typing_ms_max);
  assert.equal(presenceOf(two), { viewing: [helper, colleague], typing: [] });
  assert.equal(supportTyping(mine), [true, false]);
  for (let waited = 0; waited < limits.viewing_ms_max; waited += limits.viewing_renew_ms) {
    signal(two, 'support', 'viewing');
    pass(limits.viewing_renew_ms);
  }
  assert.equal(presenceOf(two), { viewing: [colleague], typing: [] });
  const told = two.all('signal').length;
  signal(two, 'support', 'viewing');
  stage.endTurn();
  assert.is(two.all('signal').length, told, 'told anew of what did not change');
  pass(limits.viewing_ms_max);
  assert.equal(presenceOf(two), { viewing: [], typing: [] });
});

// [W54] Who leaves, loses the connection, the right or the ticket is there no longer.
test('[W54] who leaves, loses the connection or the right is there no longer', async () => {
  type Leave = (at: Awaited<ReturnType<typeof atTicket>>) => void;
  const ways: Leave[] = [
    ({ one }) => one.send({ t: 'unwatch', w: 1 }),
    ({ one }) => one.session.cut(),
    ({ stage }) => stage.backend.setRights(helper, playerRights),
    ({ one }) => one.send(watchTicket('another', 'support')),
  ];
  for (const leave of ways) {
    const at = await atTicket();
    at.signal(at.one, 'support', 'typing');
    at.stage.endTurn();
    assert.is(presenceOf(at.two)?.viewing.length, 1);
    leave(at);
    await at.stage.settle();
    assert.equal(presenceOf(at.two), { viewing: [], typing: [] });
    assert.equal(supportTyping(at.mine), [true, false]);
  }
});

test('[W54] a participant who is removed writes no longer', async () => {
  const { stage, ticket, mine, one, signal } = await atTicket();
  signal(mine, 'public', 'typing');
  stage.endTurn();
  assert.equal(presenceOf(one)?.typing, [`player ${player}`]);
  await stage.do(helper, { kind: 'remove_participant', account: player }, ticket);
  await stage.settle();
  assert.equal(presenceOf(one)?.typing, []);
  signal(mine, 'public', 'typing');
  stage.endTurn();
  assert.equal(presenceOf(one)?.typing, []);
});

test('[W55] a signal counts for a ticket that the connection watches as that audience, and for no other', async () => {
  const { stage, ticket, mine, one, signal } = await atTicket();
  const other = stage.signIn(otherPlayer);
  signal(other, 'public', 'typing');
  signal(mine, 'support', 'typing');
  signal(one, 'public', 'typing');
  other.send(watchTicket(ticket, 'public'));
  signal(other, 'public', 'typing');
  await stage.settle();
  assert.equal([one.all('signal'), mine.all('signal'), other.all('signal')], [[], [], []]);
  assert.equal(stage.faults, []);
});

test('[W56] an account with several connections is there once, until the last one is gone', async () => {
  const { stage, ticket, one, two, signal } = await atTicket();
  const second = stage.signIn(helper);
  second.send(watchTicket(ticket, 'support'));
  await stage.settle();
  signal(one, 'support', 'viewing');
  signal(second, 'support', 'typing');
  stage.endTurn();
  assert.equal(presenceOf(two), { viewing: [helper], typing: [`support ${helper}`] });
  second.session.cut();
  await stage.settle();
  assert.equal(presenceOf(two), { viewing: [helper], typing: [] });
});
