import { Halves } from '../support/halves.ts';
import { assert, suite } from '../support/suite.ts';
import { done, opened, supporter, until } from './stage.ts';

const test = suite('read markers over two halves', { limit_ms: 60_000 });

let halves: Halves;

test.before(async () => {
  halves = await Halves.start();
});
test.after(() => halves.stop());

test('[Y12] what somebody has read at one process the other tells: to them how far, to the player that support has', async () => {
  const pia = await halves.a.server.account('pia', ['tickets.view', 'tickets.create']);
  const { a, b } = await supporter(halves, 'iris');
  const player = await halves.b.server.signIn(pia);
  const ticket = await opened(a, 'Read me');
  await done(a, { kind: 'add_participants', accounts: [pia] }, { ticket, as: 'support' });
  await halves.followed();
  await player.watch(1, { on: 'ticket', ticket, as: 'public' });
  const state = await b.watch(2, { on: 'seen' });
  assert.ok(state.t === 'state' && state.is.on === 'seen');
  const seqs: number[] = [];
  for (let i = 0; i < 6; i += 1) {
    const body = `words ${i}`;
    const said = await done(a, { kind: 'post_message', body }, { ticket, as: 'support' });
    seqs.push(said.seq!);
    a.send({ t: 'seen', ticket, as: 'support', seq: said.seq! });
    const seen = (): number =>
      Math.max(
        0,
        ...b
          .all('event')
          .flatMap(({ is }) =>
            is.on === 'seen'
              ? is.marks.flatMap((one) => (one.ticket === ticket ? [one.support] : []))
              : [],
          ),
      );
    await until(b, () => seen() === said.seq!);
  }
  const bySupport = (): number[] =>
    player.all('event').flatMap(({ is }) => (is.on === 'seen_by_support' ? [is.seq] : []));
  // Without notes both sides count alike.
  await until(player, () => bySupport().at(-1) === seqs.at(-1));
  assert.equal(bySupport(), seqs);
});
