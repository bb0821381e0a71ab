import { NoticeProjector } from '../../server/notices.ts';
import { assert, suite } from '../support/suite.ts';
import { done, World } from '../support/world.ts';

const test = suite('notices');

function projecting(world: World) {
  const projector = new NoticeProjector(world.journal, (cause) => {
    throw cause;
  });
  const next = () => new Promise<string>((resolve) => projector.onNotice(resolve));
  return { projector, next };
}

test('[N4] a public reply of support becomes one notice of each participant', async () => {
  const world = new World();
  const { projector, next } = projecting(world);
  projector.start();
  const { ticket, number } = await world.opened(world.player, 'help');
  const noticed = next();
  done(await world.post(world.staff, ticket, 'On my way.'));
  assert.is(await noticed, '1');
  const [notice, ...others] = projector.pending('1', 10);
  assert.equal(others, []);
  assert.equal([notice?.ticket, notice?.number, notice?.text], [ticket, number, 'On my way.']);
  await projector.stop();
});

test('[N5] notes, and what players write themselves, make no notice', async () => {
  const world = new World();
  const { projector, next } = projecting(world);
  projector.start();
  const { ticket } = await world.opened(world.player, 'help');
  done(await world.post(world.player, ticket, 'more'));
  done(await world.note(ticket, 'a note'));
  const noticed = next();
  done(await world.post(world.staff, ticket, 'the reply'));
  await noticed;
  assert.equal(
    projector.pending('1', 10).map(({ text }) => text),
    ['the reply'],
  );
  await projector.stop();
});

test('[N6] a reply that was committed before a crash gets its notice after it, once', async () => {
  const world = new World();
  const { ticket } = await world.opened(world.player, 'help');
  done(await world.post(world.staff, ticket, 'while nobody projects'));
  for (let start = 0; start < 2; start++) {
    const { projector, next } = projecting(world);
    const noticed = next();
    projector.start();
    if (start === 0) await noticed;
    await projector.stop();
    assert.is(projector.pending('1', 10).length, 1);
  }
});

test('[N7] notices are read oldest first, and forgotten when shown', async () => {
  const world = new World();
  const { ticket } = await world.opened(world.player, 'help');
  for (let i = 0; i < 12; i++) {
    world.now += 1;
    done(await world.post(world.staff, ticket, `reply ${i}`));
  }
  const { projector, next } = projecting(world);
  const noticed = next();
  projector.start();
  await noticed;
  const texts = projector.pending('1', 100).map(({ text }) => text);
  assert.equal(
    texts,
    Array.from({ length: 12 }, (_, i) => `reply ${i}`),
  );
  await projector.shown('1', projector.pending('1', 1)[0]!.id);
  assert.is(projector.pending('1', 1)[0]?.text, 'reply 1');
  await projector.stop();
});
