import type { Status } from '../../protocol/ticket.ts';
import { Halves } from '../support/halves.ts';
import { assert, suite } from '../support/suite.ts';
import { ask, done, opened, supporter, type AtBoth } from './stage.ts';

const test = suite('refusals over two halves', { limit_ms: 60_000 });

const rounds = 15;

let halves: Halves;
let iris: AtBoth;
let max: AtBoth;

test.before(async () => {
  halves = await Halves.start();
  iris = await supporter(halves, 'iris');
  max = await supporter(halves, 'max');
});
test.after(() => halves.stop());

// [Y13] Who is told at one process of what was done at the other is not refused for what was
// before.
test('[Y13] who is told at one process of what was done at the other is not refused for what was before', async () => {
  const ticket = await opened(iris.a, 'On and off');
  const about = { ticket, as: 'support' };
  await halves.followed();
  const state = await max.b.watch(1, { on: 'ticket', ...about });
  assert.is(state.t, 'state');
  const told = (status: Status, from: number) =>
    max.b.next(
      (one) => one.t === 'event' && one.is.on === 'ticket' && one.is.set.status === status,
      from,
    );
  for (let round = 0; round < rounds; round += 1) {
    const from = max.b.frames.length;
    const closing = done(iris.a, { kind: 'close' }, about);
    // It may be asked before that is known here: then it is carried out before, or refused for it.
    const early = await ask(max.b, { kind: 'post_message', body: `early ${round}` }, about);
    if (early.t === 'refused') assert.is(early.code, 'ticket_closed');
    await told('closed', from);
    const late = await ask(max.b, { kind: 'post_message', body: 'late' }, about);
    assert.is(late.t === 'refused' && late.code, 'ticket_closed');
    await closing;
    const reopening = done(iris.a, { kind: 'reopen' }, about);
    await told('open', from);
    await done(max.b, { kind: 'post_message', body: `again ${round}` }, about);
    await reopening;
    await halves.followed();
  }
});

test('[Y13] who was told that somebody has a ticket is refused by that, and told of nobody before', async () => {
  for (let round = 0; round < rounds; round += 1) {
    const ticket = await opened(iris.a, `Whose ${round}`);
    const about = { ticket, as: 'support' };
    await done(iris.a, { kind: 'assign_to_me' }, about);
    await halves.followed();
    await max.b.watch(2, { on: 'ticket', ...about });
    const from = max.b.frames.length;
    const released = done(iris.a, { kind: 'unassign' }, about);
    await max.b.next(({ t }) => t === 'event', from);
    // What was told is that nobody has it.
    await done(max.b, { kind: 'assign_to_me' }, about);
    await released;
    const held = await ask(iris.a, { kind: 'assign_to_me' }, about);
    assert.ok(held.t === 'refused' && held.code === 'ticket_held', JSON.stringify(held));
    assert.match(held.sentence, /max/u);
    max.b.send({ t: 'unwatch', w: 2 });
  }
});
