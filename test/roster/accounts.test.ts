import { newAccount, type Account } from '../../actors/roster/accounts/account.ts';
import { assert, suite } from '../support/suite.ts';
import { openAccess } from '../../server/identity/access.ts';
import { delayedHalves } from './halves.ts';
import { stage, StageSecrets, StageStore, type Stage } from './stage.ts';

const test = suite('accounts');

const told = { account: 'a-1', name: 'Ann' };

// [A113] An account is stored in parts, each written by whoever decides it, its shard, operators or
// its password's owner, so that no write takes back what another made; a change of a part is told
// as one of the account.
test('[A113] what a shard tells, what operators give and the password are written apart', async () => {
  const { roster, staff, store } = await stage();
  await roster.upsertAccount('moon', told);
  await staff.setGroups('1', ['moderators']);
  await staff.setPassword('1', 'hash');
  await staff.createAccount({ name: 'mo', groups: [] });
  const written = store.writes.map((puts, i) => [store.subjects[i], ...puts.map(({ key }) => key)]);
  assert.equal(written, [
    ['numbers', 'last/account'],
    ['shard.moon', 'account/1'],
    ['access', 'standing/1'],
    ['account.1', 'password/1'],
    ['numbers', 'last/account'],
    ['access', 'standing/2', 'account/2'],
  ]);
  const kept = store.kept.get('roster account/1');
  assert.equal(Object.keys(kept as object), [
    'v',
    'id',
    'shard',
    'shardAccount',
    'name',
    'created',
  ]);
});

test('[A113] two that change one account at once take nothing back from each other', async () => {
  const { both, followed } = await delayedHalves();
  const [one, other] = both;
  await one.roster.upsertAccount('moon', told);
  await followed();
  await Promise.all([
    one.roster.upsertAccount('moon', { ...told, name: 'Anne' }),
    other.staff.setGroups('1', ['moderators']),
    one.staff.setRights('1', ['tickets.export']),
    other.staff.setAlias('1', 'Guide'),
    one.staff.setPassword('1', 'hash'),
  ]);
  await followed();
  for (const { roster } of both) {
    const { name, groups, rights, alias, passwordHash } = roster.account('1')!;
    assert.equal(
      { name, groups, rights, alias, passwordHash },
      {
        name: 'Anne',
        groups: ['moderators'],
        rights: ['tickets.export'],
        alias: 'Guide',
        passwordHash: 'hash',
      },
    );
    assert.ok(roster.rightsOf('1').has('tickets.reply'));
  }
});

test('[A113] a change of a part is one change of the account, also of a new one', async () => {
  const { both, followed } = await delayedHalves();
  const [one, other] = both;
  const changes: Array<readonly [Partial<Account> | undefined, Partial<Account> | undefined]> = [];
  const shown = (account: Account | undefined) =>
    account && { name: account.name, groups: account.groups, passwordHash: account.passwordHash };
  other.roster.accounts.onChanged((before, after) => changes.push([shown(before), shown(after)]));
  await one.staff.createAccount({ name: 'mo', groups: ['moderators'] });
  await one.staff.setGroups('1', []);
  await one.staff.setPassword('1', 'hash');
  await followed();
  const made = { name: 'mo', groups: ['moderators'], passwordHash: null };
  const left = { ...made, groups: [] };
  assert.equal(changes, [
    [undefined, made],
    [made, left],
    [left, { ...left, passwordHash: 'hash' }],
  ]);
});

test("[A119] a new password and the end of what the account's sessions and links opened are one entry: where that could not be stored, all is as it was", async () => {
  const store = new StageStore();
  const access = await openAccess(store, new StageSecrets());
  const { staff, roster, links, webSessions } = access;
  await staff.createAccount({ name: 'mo', groups: [] });
  const session = await webSessions.make('1', false);
  const link = await links.make('1', false);
  assert.ok(session.ok && link.ok);
  await roster.settled();

  store.refuse = 1;
  assert.not((await staff.setPassword('1', 'hash')).ok);
  assert.is(roster.account('1')!.passwordHash, null);
  assert.is(webSessions.find(session.value)?.account, '1');
  assert.is(links.find(link.value)?.account, '1');

  await roster.settled();
  store.writes.length = 0;
  assert.ok((await staff.setPassword('1', 'hash')).ok);
  const [puts, ...more] = store.writes;
  assert.equal(more, []);
  const kinds = puts!.map(({ key, value }) => [key.split('/')[0], value !== undefined]);
  for (const kind of ['session', 'link'])
    assert.ok(kinds.some(([of, isKept]) => of === kind && !isKept));
  assert.ok(kinds.some(([of]) => of === 'password'));
  assert.is(webSessions.find(session.value), undefined);
  assert.is(links.find(link.value), undefined);
});

/** As version 0.1.0 wrote it: everything in one row. */
const old = {
  ...newAccount({ id: '7', shard: 'moon', shardAccount: 'a-1', name: 'Ann', created: 5 }),
  groups: ['moderators'],
  rights: ['tickets.export'],
  alias: 'Guide',
  userName: 'ann',
  passwordHash: 'old hash',
  signedIn: 6,
} satisfies Account;

const writes: Readonly<Record<string, (on: Stage) => Promise<unknown>>> = {
  name: ({ roster }) => roster.upsertAccount('moon', { ...told, name: 'Anne' }),
  groups: ({ staff }) => staff.setGroups('7', []),
  alias: ({ staff }) => staff.setAlias('7', null),
  password: ({ staff }) => staff.setPassword('7', 'hash'),
};
const become: Readonly<Record<string, Partial<Account>>> = {
  name: { name: 'Anne' },
  groups: { groups: [] },
  alias: { alias: null },
  password: { passwordHash: 'hash' },
};

test('[A114] what version 0.1.0 wrote into one row stays, whatever is written after it in whatever order', async () => {
  for (const order of ordersOf(Object.keys(writes))) {
    const store = new StageStore();
    store.kept.set('roster account/7', { v: 1, ...old });
    let expected: Account = old;
    let on = await stage(store);
    assert.equal(on.roster.account('7'), old);
    assert.is(on.roster.accountNamed('ANN'), on.roster.account('7'));
    for (const what of order) {
      await writes[what]!(on);
      expected = { ...expected, ...become[what] };
      assert.equal(on.roster.account('7'), expected, order.join());
      on = await stage(store);
      assert.equal(on.roster.account('7'), expected, `${order.join()}, started again`);
    }
  }
});

function ordersOf(all: readonly string[]): string[][] {
  if (all.length === 0) return [[]];
  return all.flatMap((one) =>
    ordersOf(all.filter((other) => other !== one)).map((rest) => [one, ...rest]),
  );
}
