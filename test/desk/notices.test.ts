import type { Notice } from '../../actors/shard/notices.ts';
import { limits } from '../../protocol/limits.ts';
import { JournalNotices, notices_per_account_max } from '../../server/projections/notice-store.ts';
import {
  NoticeProjector,
  step_notices_max,
  unreadable_tries_max,
} from '../../server/projections/notices.ts';
import type { Journal } from '../../server/storage/journal.ts';
import { openMemoryJournal } from '../../server/storage/memory-journal.ts';
import { faultyJournal } from '../support/faulty-journal.ts';
import { ReadsOf } from '../support/reads-of.ts';
import { assert, suite } from '../support/suite.ts';
import { done, World } from '../support/world.ts';

const test = suite('notices');

/** Accounts below 9 play; a fault ends the test unless it is asked for. */
function projecting(
  world: World,
  onError?: (cause: unknown) => void,
  journal: Journal = world.journal,
) {
  const heard =
    onError ??
    ((cause: unknown): void => {
      throw cause;
    });
  const projector = new NoticeProjector({
    journal,
    plays: (account) => Number(account) !== 9,
    onError: heard,
    retry_ms: 1,
  });
  const store = new JournalNotices({
    journal: world.journal,
    principal: (account) => world.principal(account),
    staffName: world.desk.staffName,
    now: () => world.now,
    onError: heard,
  });
  const next = () => new Promise<string>((resolve) => projector.onKept(resolve));
  return { projector, store, next };
}

const texts = (notices: readonly Notice[]) => notices.map(({ text }) => text);

/** Opened by support, so that it has no player's own words in it. */
async function openedWith(world: World, participants: readonly string[]): Promise<string> {
  const open = { kind: 'open', category: 'Bug', subject: 'event', participants } as const;
  const deed = { ...open, participants: [...participants] };
  return done(await world.desk.command(world.staff, { id: world.id(), as: 'support', deed }))
    .ticket;
}

test('[N4] a public reply of support becomes one notice of each participant', async () => {
  const world = new World();
  const { projector, store, next } = projecting(world);
  projector.start();
  const { ticket, number } = await world.opened(world.player, 'help');
  const noticed = next();
  done(await world.post(world.staff, ticket, 'On my way.'));
  assert.is(await noticed, '1');
  const [notice, ...others] = await store.pending('1', 10);
  assert.equal(others, []);
  assert.equal([notice?.ticket, notice?.number, notice?.text], [ticket, number, 'On my way.']);
  assert.equal([notice?.from, notice?.at], ['account 9', 1_000]);
  await projector.stop();
});

test('[N28] what was told and holds no reply is not read again; what was not told is', async () => {
  const world = new World();
  const reads = new ReadsOf();
  const told = projecting(world, undefined, reads.wrap(world.journal));
  world.followers.follow('notices', told.projector);
  told.projector.start();
  const { ticket } = await world.opened(world.player, 'help');
  done(await world.post(world.player, ticket, 'Anybody?'));
  done(await world.note(ticket, 'Look at the map'));
  const noticed = told.next();
  done(await world.post(world.staff, ticket, 'On my way.'));
  assert.is(await noticed, '1');
  // The one reply, and who is to have it.
  assert.is(reads.take(), 'history 1, list 1, load 1');
  assert.equal(texts(await told.store.pending('1', 10)), ['On my way.']);
  await told.projector.stop();
});

test('[N5] notes, and what players write themselves, make no notice', async () => {
  const world = new World();
  const { projector, store, next } = projecting(world);
  projector.start();
  const { ticket } = await world.opened(world.player, 'help');
  done(await world.post(world.player, ticket, 'more'));
  done(await world.note(ticket, 'a note'));
  const noticed = next();
  done(await world.post(world.staff, ticket, 'the reply'));
  await noticed;
  assert.equal(texts(await store.pending('1', 10)), ['the reply']);
  await projector.stop();
});

test('[N6] a reply that was committed before a crash gets its notice after it, once', async () => {
  const world = new World();
  const { ticket } = await world.opened(world.player, 'help');
  done(await world.post(world.staff, ticket, 'while nobody projects'));
  for (let start = 0; start < 2; start++) {
    const { projector, store, next } = projecting(world);
    const noticed = next();
    projector.start();
    if (start === 0) await noticed;
    await projector.stop();
    assert.is((await store.pending('1', 10)).length, 1);
  }
});

test('[N7] notices are read oldest first, and forgotten when shown', async () => {
  const world = new World();
  const { ticket } = await world.opened(world.player, 'help');
  for (let i = 0; i < 12; i++) {
    world.now += 1;
    done(await world.post(world.staff, ticket, `reply ${i}`));
  }
  const { projector, store, next } = projecting(world);
  const noticed = next();
  projector.start();
  await noticed;
  assert.equal(
    texts(await store.pending('1', 100)),
    Array.from({ length: 12 }, (_, i) => `reply ${i}`),
  );
  const [oldest] = await store.pending('1', 1);
  assert.is(await store.shown('1', oldest!.id), true);
  assert.equal(texts(await store.pending('1', 1)), ['reply 1']);
  await projector.stop();
});

test('[D18] whoever is removed is told nothing more of what was kept for them of that ticket', async () => {
  const world = new World();
  const { projector, store, next } = projecting(world);
  const mine = await world.opened(world.player, 'help');
  const other = await world.opened(world.player, 'more help');
  done(await world.do(world.staff, mine.ticket, { kind: 'add_participants', accounts: ['2'] }));
  for (const { ticket } of [mine, other]) done(await world.post(world.staff, ticket, 'kept'));
  projector.start();
  await next();
  done(await world.post(world.staff, mine.ticket, 'and in the same breath'));
  done(await world.do(world.staff, mine.ticket, { kind: 'remove_participant', account: '1' }));
  const noticed = next();
  done(await world.post(world.staff, mine.ticket, 'afterwards'));
  await noticed;
  await projector.stop();
  const kept = async (account: string) =>
    (await store.pending(account, 10)).map(({ ticket }) => ticket);
  assert.equal(await kept('1'), [other.ticket]);
  assert.equal(await kept('2'), [mine.ticket, mine.ticket, mine.ticket]);
});

test('[D19] without tickets.view nothing is told of what is kept, and with it again everything', async () => {
  const world = new World();
  const { projector, store, next } = projecting(world);
  const { ticket } = await world.opened(world.player, 'help');
  projector.start();
  const noticed = next();
  done(await world.post(world.staff, ticket, 'kept'));
  await noticed;
  const rights = world.rights.get('1')!;
  world.rights.set('1', []);
  assert.equal(await store.pending('1', 10), []);
  world.rights.set('1', rights);
  assert.is((await store.pending('1', 10)).length, 1);
  await projector.stop();
});

test('[N8] long replies to a full ticket make one notice of each participant, and hold nothing up', async () => {
  const journal = openMemoryJournal();
  const world = new World(journal);
  const writes: number[] = [];
  const advance = journal.advance.bind(journal);
  journal.advance = (projector, offset, puts) => {
    writes.push(puts.length);
    return advance(projector, offset, puts);
  };
  const players = Array.from({ length: limits.participants_max }, (_, i) => String(100 + i));
  for (const account of players) world.rights.set(account, ['tickets.view']);
  const full = await openedWith(world, players);
  const text = 'е'.repeat(limits.body_chars_max);
  for (let i = 0; i < 4; i++) done(await world.post(world.staff, full, text));
  const { ticket } = await world.opened(world.player, 'help');
  done(await world.post(world.staff, ticket, 'On my way.'));
  const { projector, store } = projecting(world);
  const last = new Promise<void>((resolve) =>
    projector.onKept((account) => account === '1' && resolve()),
  );
  projector.start();
  await last;
  assert.equal(texts(await store.pending('1', 10)), ['On my way.']);
  for (const account of players) {
    assert.equal(texts(await store.pending(account, 10)), [text, text, text, text]);
  }
  assert.ok(writes.length > 1);
  assert.ok(Math.max(...writes) <= step_notices_max + limits.participants_max);
  await projector.stop();
});

test('[N9] a read that fails is told once, and tried again after a while', async () => {
  const journal = openMemoryJournal();
  const world = new World(journal);
  const { ticket } = await world.opened(world.player, 'help');
  done(await world.post(world.staff, ticket, 'On my way.'));
  const { history } = journal;
  const cause = new Error('cannot be read');
  journal.history = () => {
    throw cause;
  };
  const errors: unknown[] = [];
  const { projector, store, next } = projecting(world, (error) => {
    errors.push(error);
    journal.history = history;
  });
  const noticed = next();
  projector.start();
  await noticed;
  assert.equal(errors, [cause]);
  assert.equal(texts(await store.pending('1', 10)), ['On my way.']);
  await projector.stop();
});

test('[N10] an acknowledgement that cannot be written says so, and the log hears of many once', async () => {
  const { journal, faults } = faultyJournal(openMemoryJournal());
  const world = new World(journal);
  const { ticket } = await world.opened(world.player, 'help');
  done(await world.post(world.staff, ticket, 'On my way.'));
  const errors: unknown[] = [];
  const { projector, store, next } = projecting(world, (error) => errors.push(error));
  const noticed = next();
  projector.start();
  await noticed;
  const [notice] = await store.pending('1', 10);
  faults.refuseWrites(4);
  for (let i = 0; i < 3; i++) assert.is(await store.shown('1', notice!.id), false);
  assert.is(errors.length, 1);
  world.now += 1_000;
  assert.is(await store.shown('1', notice!.id), false);
  assert.is(errors.length, 2);
  assert.is(await store.shown('1', notice!.id), true);
  assert.equal(await store.pending('1', 10), []);
  await projector.stop();
});

test('[N11] the acknowledgement of what is not kept is not written', async () => {
  const { journal, faults } = faultyJournal(openMemoryJournal());
  const { store } = projecting(new World(journal));
  faults.refuseWrites(1);
  assert.is(await store.shown('1', 'a-word-of-the-server'), true);
});

test('[N12] who may not read the ticket at that moment gets no notice of it', async () => {
  const world = new World();
  const { projector, store, next } = projecting(world);
  projector.start();
  const { ticket } = await world.opened(world.player, 'help');
  const noticed = next();
  done(await world.post(world.staff, ticket, 'On my way.'));
  await noticed;
  const rights = world.rights.get('1')!;
  world.rights.set('1', ['tickets.create']);
  assert.equal(await store.pending('1', 10), []);
  world.rights.set('1', rights);
  assert.equal(texts(await store.pending('1', 10)), ['On my way.']);
  await projector.stop();
});

test('[N13] an account of no shard gets no notices', async () => {
  const world = new World();
  world.rights.set('8', world.rights.get('9')!);
  const { projector, next } = projecting(world);
  projector.start();
  const ticket = await openedWith(world, ['1', '9']);
  const noticed = next();
  const colleague = { account: '8', restricted: false, surface: 'web' } as const;
  const post = { kind: 'post_message', body: 'to both' } as const;
  done(await world.desk.command(colleague, { id: world.id(), ticket, as: 'support', deed: post }));
  await noticed;
  assert.is(world.journal.list('notice', { prefix: '1/', limit: 10 }).length, 1);
  assert.equal(world.journal.list('notice', { prefix: '9/', limit: 10 }), []);
  await projector.stop();
});

test('[N14] of more notices than one account may have waiting, the newest are kept', async () => {
  const world = new World();
  const { ticket } = await world.opened(world.player, 'help');
  const reply = async (count: number) => {
    for (let i = 0; i < count; i++) {
      world.now += 1;
      done(await world.post(world.staff, ticket, `at ${world.now}`));
    }
  };
  await reply(notices_per_account_max + 1);
  const { projector, store, next } = projecting(world);
  const caughtUp = next();
  projector.start();
  await caughtUp;
  await reply(10);
  await projector.stop();
  const again = projecting(world);
  again.projector.start();
  await again.projector.stop();
  const kept = await store.pending('1', notices_per_account_max * 2);
  assert.is(kept.length, notices_per_account_max);
  assert.is(kept.at(-1)?.text, `at ${world.now}`);
  assert.is(world.journal.list('notice', { prefix: '1/', limit: 1_000 }).length, kept.length);
});

test('[N19] commits that make no notice are not written about, and none is missed for it', async () => {
  const journal = openMemoryJournal();
  const world = new World(journal);
  let writes = 0;
  const advance = journal.advance.bind(journal);
  journal.advance = (...all) => {
    writes += 1;
    return advance(...all);
  };
  const { projector, store, next } = projecting(world);
  projector.start();
  const { ticket } = await world.opened(world.player, 'help');
  for (let i = 0; i < 20; i++) done(await world.post(world.player, ticket, `more ${i}`));
  assert.is(writes, 0);
  const noticed = next();
  done(await world.post(world.staff, ticket, 'On my way.'));
  await noticed;
  assert.is(writes, 1);
  assert.equal(texts(await store.pending('1', 10)), ['On my way.']);
  await projector.stop();
});

/** Its entries cannot be read while it stands here. */
function unreadable(world: World): Set<string> {
  const tickets = new Set<string>();
  const { journal } = world;
  const history = journal.history.bind(journal);
  journal.history = (id, audience, range) => {
    if (audience === 'support' && tickets.has(id)) throw new Error('not what was written');
    return history(id, audience, range);
  };
  return tickets;
}

const setAside = (projector: NoticeProjector) => projector.figures()[0]?.value;

test('[N20] a commit that stays unreadable is set aside, logged and counted, and nothing else is lost', async () => {
  const world = new World();
  const broken = unreadable(world);
  const { ticket } = await world.opened(world.player, 'help');
  const spoilt = (await world.opened(world.other, 'help')).ticket;
  done(await world.post(world.staff, ticket, 'before'));
  done(await world.post(world.staff, spoilt, 'lost'));
  done(await world.post(world.staff, ticket, 'after'));
  broken.add(spoilt);
  const heard: unknown[] = [];
  const { projector, store } = projecting(world, (cause) => heard.push(cause));
  const told = new Promise<void>((resolve) => {
    const look = async () => {
      if (texts(await store.pending('1', 10)).at(-1) === 'after') resolve();
    };
    projector.onKept(() => void look());
  });
  projector.start();
  await told;
  assert.equal(texts(await store.pending('1', 10)), ['before', 'after']);
  assert.equal(await store.pending('2', 10), []);
  // The opening of that ticket cannot be read either.
  assert.is(setAside(projector), 2);
  assert.is(heard.length, 2 * unreadable_tries_max);
  assert.match(String(heard.at(-1)), new RegExp(`of ticket ${spoilt} cannot be read`, 'u'));
  await projector.stop();
});

test('[N21] what cannot be read for a while is waited for, and nothing behind it comes first', async () => {
  const world = new World();
  const broken = unreadable(world);
  const { ticket } = await world.opened(world.player, 'help');
  done(await world.post(world.staff, ticket, 'first'));
  done(await world.post(world.staff, ticket, 'second'));
  broken.add(ticket);
  let failures = 0;
  const { projector, store, next } = projecting(world, () => {
    failures += 1;
    if (failures === unreadable_tries_max - 1) broken.clear();
  });
  const noticed = next();
  projector.start();
  await noticed;
  assert.equal(texts(await store.pending('1', 10)), ['first', 'second']);
  assert.equal([failures, setAside(projector)], [unreadable_tries_max - 1, 0]);
  await projector.stop();
});
