import { rosterLimits } from '../../actors/roster/roster-limits.ts';
import { assert, rejects, suite } from '../support/suite.ts';
import { stage } from './stage.ts';

const test = suite('roster');

test('[A1] what a shard tells can be seen once it is on disk, and not before', async () => {
  const { roster, store } = await stage();
  store.hold();
  const told = roster.upsertAccount('moon', { account: 'a-1', name: 'Ann' });
  // Well past the claim of the number, and into the write.
  while (store.writes.length === 0) await Promise.resolve();
  assert.is(roster.accountOf('moon', 'a-1'), undefined);
  store.release();
  assert.is(await told, undefined);
  const account = roster.accountOf('moon', 'a-1')!;
  assert.is(account.name, 'Ann');
  assert.is(roster.account(account.id), account);
  assert.is(roster.accountOf('sun', 'a-1'), undefined);
});

test('[A2] what was told before and did not change writes nothing', async () => {
  const { roster, store } = await stage();
  await roster.upsertAccount('moon', { account: 'a-1', name: 'Ann' });
  await roster.upsertCharacter('moon', { account: 'a-1', character: 'c-1', name: 'Anna' });
  store.writes.length = 0;
  assert.is(await roster.upsertAccount('moon', { account: 'a-1', name: 'Ann' }), undefined);
  assert.is(
    await roster.upsertCharacter('moon', { account: 'a-1', character: 'c-1', name: 'Anna' }),
    undefined,
  );
  assert.is(store.writes.length, 0);
});

test('[A3] what is told in one event-loop turn shares one write', async () => {
  const { roster, store } = await stage();
  const told = Array.from({ length: 300 }, (_, i) =>
    roster.upsertAccount('moon', { account: `a-${i}`, name: `Name ${i}` }),
  );
  await Promise.all(told);
  assert.equal(store.subjects, ['numbers', 'shard.moon']);
  assert.equal(
    store.writes.map((puts) => puts.length),
    [1, 300],
  );
});

// [A4] Accounts and characters of all shards have different numbers, claimed before they are used,
// also after a restart.
test('[A4] accounts and characters of all shards have different numbers, also after a restart', async () => {
  const first = await stage();
  const tell = async ({ roster }: typeof first, shard: string, n: number): Promise<void> => {
    const account = `a-${n}`;
    await roster.upsertAccount(shard, { account, name: 'x' });
    await roster.upsertCharacter(shard, { account, character: `c-${n}`, name: 'x' });
  };
  await tell(first, 'moon', 1);
  await tell(first, 'sun', 1);
  const again = await stage(first.store);
  await tell(again, 'moon', 1);
  await tell(again, 'moon', 2);
  const { roster } = again;
  const ids = [
    roster.accountOf('moon', 'a-1'),
    roster.accountOf('sun', 'a-1'),
    roster.accountOf('moon', 'a-2'),
  ].flatMap((account) => [
    account!.id,
    roster.characterOf(account!.id, account === roster.accountOf('moon', 'a-2') ? 'c-2' : 'c-1')!
      .id,
  ]);
  assert.equal(ids.toSorted(), ['1', '2', '3', '4', '5', '6']);
  assert.is(roster.accountOf('moon', 'a-1')!.id, first.roster.accountOf('moon', 'a-1')!.id);
});

test('[A4] a number that was claimed and never used is not given to another', async () => {
  const first = await stage();
  assert.is(await first.roster.nextNumber(), 1);
  const { roster } = await stage(first.store);
  await roster.upsertAccount('moon', { account: 'a-1', name: 'Ann' });
  assert.is(roster.accountOf('moon', 'a-1')!.id, '2');
});

test('[A5] a name is cleaned and cut to its bound', async () => {
  const { roster } = await stage();
  await roster.upsertAccount('moon', { account: 'a-1', name: ` \0A${'n'.repeat(200)} ` });
  await roster.upsertAccount('moon', { account: 'a-2', name: ' \0 ' });
  assert.is(roster.accountOf('moon', 'a-1')!.name, `A${'n'.repeat(99)}`);
  assert.is(roster.accountOf('moon', 'a-2')!.name, '?');
});

test('[A6] an account told twice at once has one number', async () => {
  const { roster } = await stage();
  await Promise.all([
    roster.upsertAccount('moon', { account: 'a-1', name: 'Ann' }),
    roster.upsertAccount('moon', { account: 'a-1', name: 'Anne' }),
  ]);
  assert.is(roster.accountOf('moon', 'a-1')!.name, 'Anne');
  assert.is([...roster.accounts.values()].length, 1);
});

test('[A7] a character told right behind its account is its own; without an account it is refused', async () => {
  const { roster } = await stage();
  const [account, character] = await Promise.all([
    roster.upsertAccount('moon', { account: 'a-1', name: 'Ann' }),
    roster.upsertCharacter('moon', { account: 'a-1', character: 'c-1', name: 'Anna' }),
  ]);
  assert.equal([account, character], [undefined, undefined]);
  const { id } = roster.accountOf('moon', 'a-1')!;
  assert.is(roster.characterOf(id, 'c-1')!.account, id);
  const lost = await roster.upsertCharacter('sun', { account: 'a-1', character: 'c', name: 'x' });
  assert.is(lost?.code, 'account_unknown');
});

// [A8] What could not be stored, or comes while too much waits, is refused as retryable and changes
// nothing.
test('[A8] what could not be stored is refused, changes nothing, and may be told again', async () => {
  const { roster, store } = await stage();
  await roster.upsertAccount('moon', { account: 'a-1', name: 'Ann' });
  store.refuse = 2;
  const refusals = [
    await roster.upsertAccount('moon', { account: 'a-1', name: 'Anne' }),
    await roster.upsertAccount('moon', { account: 'a-2', name: 'Bo' }),
  ];
  assert.equal(
    refusals.map((refusal) => refusal?.code),
    ['storage_unavailable', 'storage_unavailable'],
  );
  assert.is(roster.accountOf('moon', 'a-1')!.name, 'Ann');
  assert.is(roster.accountOf('moon', 'a-2'), undefined);
  assert.is(await roster.upsertAccount('moon', { account: 'a-2', name: 'Bo' }), undefined);
  assert.is(roster.accountOf('moon', 'a-2')!.name, 'Bo');
});

test('[A8] a character whose account could not be stored is refused', async () => {
  const { roster, store } = await stage();
  store.refuse = 1;
  const [account, character] = await Promise.all([
    roster.upsertAccount('moon', { account: 'a-1', name: 'Ann' }),
    roster.upsertCharacter('moon', { account: 'a-1', character: 'c-1', name: 'Anna' }),
  ]);
  assert.is(account?.code, 'storage_unavailable');
  assert.ok(character !== undefined);
});

test('[A8] so many new accounts may wait for the disk, and one more is told to try again', async () => {
  const { roster, store } = await stage();
  store.hold();
  const upsert = (n: number) => roster.upsertAccount('moon', { account: `a-${n}`, name: 'x' });
  for (let n = 0; n < rosterLimits.making_max; n += 1) void upsert(n);
  assert.is((await upsert(-1))?.code, 'busy');
});

test('[A9] everything is there again after a restart', async () => {
  const first = await stage();
  const accounts = Array.from({ length: 2_500 }, (_, i) => `a-${i}`);
  await Promise.all(
    accounts.map((account) => first.roster.upsertAccount('moon', { account, name: account })),
  );
  await first.roster.upsertCharacter('moon', { account: 'a-7', character: 'c', name: 'Seven' });
  const { roster } = await stage(first.store);
  for (const account of accounts) {
    assert.equal(roster.accountOf('moon', account), first.roster.accountOf('moon', account));
  }
  assert.is(roster.characterOf(roster.accountOf('moon', 'a-7')!.id, 'c')!.name, 'Seven');
});

test('[A10] a record that this version cannot read ends the load with its key', async () => {
  const { store } = await stage();
  store.kept.set('roster account/17', { v: 2, id: '17', soul: true });
  await rejects(stage(store), /cannot read: account\/17/u);
});

test('[A11] a person is named with their own character, never with somebody else’s', async () => {
  const { roster } = await stage();
  for (const n of [1, 2]) {
    await roster.upsertAccount('moon', { account: `a-${n}`, name: `Account ${n}` });
    await roster.upsertCharacter('moon', { account: `a-${n}`, character: 'c', name: `Hero ${n}` });
  }
  const [one, two] = [1, 2].map((n) => roster.accountOf('moon', `a-${n}`)!.id) as [string, string];
  const hero = roster.characterOf(one, 'c')!.id;
  assert.equal(roster.person(one, hero), {
    account: one,
    name: 'Account 1',
    character: hero,
    character_name: 'Hero 1',
  });
  assert.equal(roster.person(two, hero), {
    account: two,
    name: 'Account 2',
    character: null,
    character_name: '',
  });
});
