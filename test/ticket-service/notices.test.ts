import type { Notice } from '../../actors/shard/notices.ts';
import { limits } from '../../protocol/limits.ts';
import { openAccess } from '../../server/identity/access.ts';
import { StoredNotices } from '../../server/projections/notice-store.ts';
import { noticeTeller } from '../../server/projections/notice-teller.ts';
import { nodeSecrets } from '../../server/platform/secrets.ts';
import { notices_per_account_max } from '../../server/storage/apply/notice-rows.ts';
import type { Storage } from '../../server/storage/storage.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import { faultyStorage } from '../support/faulty-storage.ts';
import { testFollowers } from '../support/followers.ts';
import { playing } from '../support/players.ts';
import { ReadsOf } from '../support/reads-of.ts';
import { assert, suite } from '../support/suite.ts';
import { putRecords } from '../support/put-records.ts';
import { done, World } from '../support/world.ts';

const test = suite('notices');

/** The players of a shard are 1 and 2. `told`: whoever got notices, in order. */
async function noticing(storage: Storage = openMemoryStorage()) {
  const world = new World(storage);
  await putRecords(world.storage, playing('1', '2'));
  const told: string[] = [];
  const shards = {
    noticesFor: (account: string) => void told.push(account),
    noticesForAll: () => {},
  };
  world.followers.follow('notices', noticeTeller(shards));
  return { world, told };
}

/** A fault ends the test unless it is asked for. */
function storeOf(
  world: World,
  onError = (cause: unknown): void => {
    throw cause;
  },
): StoredNotices {
  return new StoredNotices({
    linkOf: () => undefined,
    storage: world.storage,
    principal: (account) => world.principal(account),
    staffName: world.ticketService.staffName,
    now: () => world.now,
    onError,
  });
}

const texts = (notices: readonly Notice[]) => notices.map(({ text }) => text);

/** Opened by support, so that it has no player's own words in it. */
async function openedWith(world: World, participants: readonly string[]): Promise<string> {
  const open = { kind: 'open', category: 'Bug', subject: 'event', participants } as const;
  const command = { ...open, participants: [...participants] };
  return done(
    await world.ticketService.command(world.staff, { id: world.id(), as: 'support', command }),
  ).ticket;
}

test('[N4] a public reply of support becomes one notice of each participant', async () => {
  const { world, told } = await noticing();
  const store = storeOf(world);
  const { ticket, number } = await world.opened(world.player, 'help');
  done(await world.do(world.staff, ticket, { kind: 'add_participants', accounts: ['2'] }));
  assert.equal(told, []);
  done(await world.post(world.staff, ticket, 'On my way.'));
  assert.equal(told, ['1', '2']);
  for (const account of told) {
    const [notice, ...others] = await store.pending(account, 10);
    assert.equal(others, []);
    assert.equal([notice?.ticket, notice?.number, notice?.text], [ticket, number, 'On my way.']);
    assert.equal([notice?.from, notice?.at], ['account 9', 1_000]);
  }
});

test('[N28] a reply costs no look at what was written before, and other turns none at all', async () => {
  const reads = new ReadsOf();
  const { world, told } = await noticing(reads.wrap(openMemoryStorage()));
  const { ticket } = await world.opened(world.player, 'help');
  reads.take();
  done(await world.post(world.player, ticket, 'Anybody?'));
  const without = reads.take();
  done(await world.post(world.staff, ticket, 'On my way.'));
  assert.is(reads.take(), without);
  assert.equal(told, ['1']);
});

test('[N5] notes, and what players write themselves, make no notice', async () => {
  const { world, told } = await noticing();
  const { ticket } = await world.opened(world.player, 'help');
  done(await world.do(world.staff, ticket, { kind: 'add_participants', accounts: ['2'] }));
  done(await world.post(world.player, ticket, 'more'));
  done(await world.note(ticket, 'a note'));
  assert.equal(told, []);
  done(await world.post(world.staff, ticket, 'the reply'));
  assert.equal(told, ['1', '2']);
  assert.equal(texts(await storeOf(world).pending('1', 10)), ['the reply']);
});

test('[N6] a reply that was committed before a crash has its notice after it, once', async () => {
  const { world } = await noticing();
  const { ticket } = await world.opened(world.player, 'help');
  done(await world.post(world.staff, ticket, 'while nobody is told'));
  for (let start = 0; start < 2; start++) {
    const again = new World(world.storage);
    assert.equal(texts(await storeOf(again).pending('1', 10)), ['while nobody is told']);
  }
});

test('[N7] notices are read oldest first, and forgotten when shown', async () => {
  const { world } = await noticing();
  const store = storeOf(world);
  const { ticket } = await world.opened(world.player, 'help');
  for (let i = 0; i < 12; i++) {
    world.now += 1;
    done(await world.post(world.staff, ticket, `reply ${i}`));
  }
  assert.equal(
    texts(await store.pending('1', 100)),
    Array.from({ length: 12 }, (_, i) => `reply ${i}`),
  );
  const [oldest] = await store.pending('1', 1);
  assert.is(await store.shown('1', oldest!.id), true);
  assert.equal(texts(await store.pending('1', 1)), ['reply 1']);
});

test('[D18] whoever is removed is told nothing more of what was kept for them of that ticket', async () => {
  const { world } = await noticing();
  const store = storeOf(world);
  const mine = await world.opened(world.player, 'help');
  const other = await world.opened(world.player, 'more help');
  done(await world.do(world.staff, mine.ticket, { kind: 'add_participants', accounts: ['2'] }));
  for (const { ticket } of [mine, other]) done(await world.post(world.staff, ticket, 'kept'));
  done(await world.post(world.staff, mine.ticket, 'and in the same breath'));
  done(await world.do(world.staff, mine.ticket, { kind: 'remove_participant', account: '1' }));
  done(await world.post(world.staff, mine.ticket, 'afterwards'));
  const kept = async (account: string) =>
    (await store.pending(account, 10)).map(({ ticket }) => ticket);
  assert.equal(await kept('1'), [other.ticket]);
  assert.equal(await kept('2'), [mine.ticket, mine.ticket, mine.ticket]);
});

test('[D19] without tickets.view nothing is told of what is kept, and with it again everything', async () => {
  const { world } = await noticing();
  const store = storeOf(world);
  const { ticket } = await world.opened(world.player, 'help');
  done(await world.post(world.staff, ticket, 'kept'));
  const rights = world.rights.get('1')!;
  world.rights.set('1', []);
  assert.equal(await store.pending('1', 10), []);
  world.rights.set('1', rights);
  assert.is((await store.pending('1', 10)).length, 1);
});

test('[N8] long replies to a full ticket make one notice of each participant, and hold nothing up', async () => {
  const { world, told } = await noticing();
  const store = storeOf(world);
  const players = Array.from({ length: limits.participants_max }, (_, i) => String(100 + i));
  for (const account of players) world.rights.set(account, ['tickets.view']);
  await putRecords(world.storage, playing(...players));
  const full = await openedWith(world, players);
  const text = 'е'.repeat(limits.body_chars_max);
  for (let i = 0; i < 4; i++) done(await world.post(world.staff, full, text));
  assert.equal(told, [...players, ...players, ...players, ...players]);
  const { ticket } = await world.opened(world.player, 'help');
  done(await world.post(world.staff, ticket, 'On my way.'));
  assert.equal(texts(await store.pending('1', 10)), ['On my way.']);
  for (const account of players) {
    assert.equal(texts(await store.pending(account, 10)), [text, text, text, text]);
  }
});

test('[N9] a notice that cannot be read holds up no other, is told, and comes once it can be', async () => {
  const { world } = await noticing();
  const tickets = [await world.opened(world.player, 'a'), await world.opened(world.player, 'b')];
  for (const { ticket, number } of tickets) {
    done(await world.post(world.staff, ticket, `to ${number}`));
  }
  const { tables } = world.storage;
  const history = tables.history.bind(tables);
  const cause = new Error('cannot be read');
  tables.history = (id, ...range) => {
    if (id === tickets[0]!.ticket) throw cause;
    return history(id, ...range);
  };
  const errors: unknown[] = [];
  const store = storeOf(world, (error) => errors.push(error));
  assert.equal(texts(await store.pending('1', 10)), ['to 2']);
  assert.equal(errors, [cause]);
  tables.history = history;
  assert.equal(texts(await store.pending('1', 10)).toSorted(), ['to 1', 'to 2']);
});

test('[N10] an acknowledgement that cannot be written is known as such, and the log hears of many once', async () => {
  const { storage, faults } = faultyStorage(openMemoryStorage());
  const { world } = await noticing(storage);
  const { ticket } = await world.opened(world.player, 'help');
  done(await world.post(world.staff, ticket, 'On my way.'));
  const errors: unknown[] = [];
  const store = storeOf(world, (error) => errors.push(error));
  const [notice] = await store.pending('1', 10);
  faults.refuseWrites(4);
  for (let i = 0; i < 3; i++) assert.is(await store.shown('1', notice!.id), false);
  assert.is(errors.length, 1);
  world.now += 1_000;
  assert.is(await store.shown('1', notice!.id), false);
  assert.is(errors.length, 2);
  assert.is(await store.shown('1', notice!.id), true);
  assert.equal(await store.pending('1', 10), []);
});

test('[N11] the acknowledgement of what is not kept is not written', async () => {
  const { storage, faults } = faultyStorage(openMemoryStorage());
  const store = storeOf(new World(storage));
  faults.refuseWrites(1);
  assert.is(await store.shown('1', 'a-word-of-the-server'), true);
});

test('[N12] who may not read the ticket at the moment of delivery gets no notice of it', async () => {
  const { world } = await noticing();
  const store = storeOf(world);
  const { ticket } = await world.opened(world.player, 'help');
  done(await world.post(world.staff, ticket, 'On my way.'));
  const rights = world.rights.get('1')!;
  world.rights.set('1', ['tickets.create']);
  assert.equal(await store.pending('1', 10), []);
  world.rights.set('1', rights);
  assert.equal(texts(await store.pending('1', 10)), ['On my way.']);
});

test('[N13] an account of no shard gets no notices', async () => {
  const world = new World();
  const { roster, staff } = await openAccess(world.storage.records, nodeSecrets);
  const ada = await staff.createAccount({ name: 'ada', groups: [] });
  const ana = await roster.upsertAccount('north', { account: '0x1A', name: 'ana' });
  assert.ok(ada.ok && ana === undefined);
  const player = roster.accountOf('north', '0x1A')!.id;
  for (const account of [ada.value.id, player]) world.rights.set(account, ['tickets.view']);
  const ticket = await openedWith(world, [player, ada.value.id]);
  done(await world.post(world.staff, ticket, 'to both'));
  const kept = world.storage.tables.list('notice', { prefix: '', limit: 10 });
  assert.equal(
    kept.map(({ key }) => key.split('/')[0]),
    [player],
  );
});

// [N14] Of more notices than one account may have waiting, the newest are kept; the others stay in
// the ticket.
test('[N14] of more notices than one account may have waiting, the newest are kept', async () => {
  const { world } = await noticing();
  const { ticket } = await world.opened(world.player, 'help');
  for (let i = 0; i < notices_per_account_max + 10; i++) {
    world.now += 1;
    done(await world.post(world.staff, ticket, `at ${world.now}`));
  }
  const kept = await storeOf(world).pending('1', notices_per_account_max * 2);
  assert.is(kept.length, notices_per_account_max);
  assert.equal([kept[0]?.text, kept.at(-1)?.text], [`at ${world.now - 99}`, `at ${world.now}`]);
  const stored = world.storage.tables.list('notice', { prefix: '1/', limit: 1_000 });
  assert.is(stored.length, kept.length);
});

test('[N19] no further entry is written for notices that are made', async () => {
  const { world } = await noticing();
  const { ticket } = await world.opened(world.player, 'help');
  const { position } = world.storage.records;
  done(await world.post(world.staff, ticket, 'On my way.'));
  done(await world.post(world.player, ticket, 'Thank you!'));
  assert.is(world.storage.records.position, position + 2);
});

// [N21] Where telling of notices met a fault, everybody who plays is brought what waits for them.
test('[N21] where telling of notices met a fault, everybody who plays is brought what waits', async () => {
  const world = new World();
  const told: string[] = [];
  const followers = testFollowers(() => {});
  const teller = noticeTeller({
    noticesFor: (account) => {
      told.push(account);
      throw new Error('a bug');
    },
    noticesForAll: () => void told.push('all'),
  });
  followers.follow('notices', teller);
  world.followers.follow('beside', { committed: (one) => followers.tell(one, 1), renew() {} });
  await putRecords(world.storage, playing('1'));
  const { ticket } = await world.opened(world.player, 'help');
  assert.equal(told, []);
  done(await world.post(world.staff, ticket, 'On my way.'));
  assert.equal(told, ['1', 'all']);
});
