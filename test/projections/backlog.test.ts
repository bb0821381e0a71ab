import { backlogFigures } from '../../server/projections/backlog.ts';
import { followedQueue } from '../../server/projections/projections.ts';
import { assert, suite } from '../support/suite.ts';
import { done, World } from '../support/world.ts';

const test = suite('what waits for support');

// [O85] How many active tickets there are and how many of them nobody has taken, with the age of
// the oldest and the longest wait for an answer, are told as they are at the moment.
test('[O85] unclaimed and waiting tickets are told with the age of the oldest, and a note moves nothing', async () => {
  const world = new World();
  const queue = followedQueue(world.followers, world.storage.tables, world.staffName);
  /** Active, longest wait, unclaimed, age of the oldest of those. */
  const told = (): number[] => backlogFigures(queue.active(), world.now).map(({ value }) => value);
  assert.equal(told(), [0, 0, 0, 0]);
  const first = await world.opened(world.player, 'help');
  world.now += 60_000;
  const second = await world.opened(world.other, 'help');
  world.now += 5_000;
  assert.equal(told(), [2, 65, 2, 65]);
  done(await world.note(first.ticket, 'a known one'));
  assert.equal(told(), [2, 65, 2, 65]);
  done(await world.do(world.staff, first.ticket, { kind: 'assign_to_me' }));
  assert.equal(told(), [2, 65, 1, 5]);
  done(await world.post(world.staff, first.ticket, 'On my way.'));
  assert.equal(told(), [2, 5, 1, 5]);
  done(await world.do(world.other, second.ticket, { kind: 'close' }));
  assert.equal(told(), [1, 0, 0, 0]);
  // A clock that was set back makes no age negative.
  done(await world.do(world.staff, first.ticket, { kind: 'unassign' }));
  world.now = 0;
  assert.equal(told(), [1, 0, 1, 0]);
});
