import { Turns } from '../../server/platform/turns.ts';
import { supportRights } from '../support/given.ts';
import { assert, suite } from '../support/suite.ts';
import { closed, held, ids, settle, allClosed, watch } from './closed-client.ts';
import { helper, player, Stage } from './stage.ts';

const test = suite('closed lists while others are read, and when a read fails');
const colleague = '22';

/** Turns that end when the test says so; each takes one step. */
function turnsByHand(): { turns: Turns; end: () => Promise<void> } {
  const due: Array<() => void> = [];
  let now = 0;
  const turns = new Turns({ soon: (run) => due.push(run), now: () => (now += 1) });
  const end = async (): Promise<void> => {
    for (const run of due.splice(0)) run();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { turns, end };
}

test('[W90] a window that opens while others are told of a change is told of it too, whether anything else changes or not', async () => {
  const { turns, end } = turnsByHand();
  const stage = new Stage({ turns });
  stage.ticketService.rights.set(colleague, supportRights);
  const opened = await closed(stage, 60);
  const told = stage.signIn(colleague);
  told.send(watch({ filter: { ...allClosed, participant: player }, limit: 5 }));
  for (let turn = 0; turn < 9; turn++) await end();
  stage.endTurn();
  assert.is(held(told).total, 60);

  const late = stage.signIn(helper);
  const steps: number[] = [];
  const read = stage.ticketService.closedTickets.closedOf.bind(stage.ticketService.closedTickets);
  stage.ticketService.closedTickets.closedOf = (numbers) => {
    steps.push(numbers.length);
    return read(numbers);
  };
  late.send(watch({ limit: 100 }));
  // Its newest rows are read, its oldest are not.
  while (steps.length < 2) await end();
  assert.equal(late.all('state'), []);
  await stage.do(player, { kind: 'reopen' }, opened[59]);
  stage.endTurn();
  for (let turn = 0; turn < 9; turn++) await end();
  stage.endTurn();
  const now = opened.slice(0, 59).toReversed();
  assert.equal([held(told).total, ids(told)], [59, now.slice(0, 5)]);
  assert.equal([held(late).total, ids(late)], [59, now]);
  assert.equal(stage.faults, []);
});

// [W91] A window of a closed list that could not be read is given up and reported: whoever watches
// it gets it anew, whoever waits for it is refused, stays connected and may ask again.
test('[W91] a window that could not be read anew is read once more, and nothing that changed is lost', async () => {
  const stage = new Stage();
  const [a, b, c] = await closed(stage, 3);
  const [one, other] = [stage.signIn(helper), stage.signIn(helper)];
  for (const client of [one, other]) client.send(watch({ limit: 2 }));
  await settle(stage);
  assert.equal(ids(one), [c, b]);
  failOnce(stage, 'closedOf');
  await stage.do(player, { kind: 'reopen' }, c);
  await settle(stage);
  assert.is(stage.faults.length, 1);
  for (const client of [one, other]) {
    assert.equal([held(client).total, ids(client)], [2, [b, a]]);
  }
  await stage.do(player, { kind: 'reopen' }, b);
  await settle(stage);
  for (const client of [one, other]) {
    assert.equal([held(client).total, ids(client)], [1, [a]]);
  }
});

test('[W91] whoever waits for a window that cannot be read is refused, stays connected and may ask again', async () => {
  const searched = { ...allClosed, category: ['Question'], participant: player };
  for (const [read, filter] of [
    ['closedPlaces', allClosed],
    ['closedNumbers', searched],
  ] as const) {
    const stage = new Stage();
    const [a, b] = await closed(stage, 2);
    const both = [stage.signIn(helper), stage.signIn(helper)];
    failOnce(stage, read);
    for (const client of both) client.send(watch({ filter }));
    await settle(stage);
    for (const client of both) {
      assert.is(client.last('gone').code, 'help_unavailable', read);
      assert.is(client.wire.closedWith, undefined, read);
      client.send(watch({ filter }));
    }
    await settle(stage);
    for (const client of both) assert.equal(ids(client), [b, a], read);
    assert.ok(stage.faults.length > 0);
  }
});

/** The next read of this kind throws, as a failing disk does. */
function failOnce(
  { ticketService }: Stage,
  name: 'closedOf' | 'closedPlaces' | 'closedNumbers',
): void {
  const { closedTickets: tickets } = ticketService;
  const read = tickets[name];
  const fail = (): never => {
    Object.assign(tickets, { [name]: read });
    throw new Error('The disk cannot be read.');
  };
  Object.assign(tickets, { [name]: fail });
}
