import { rights } from '../../protocol/permissions.ts';
import { refusedSaying } from '../../protocol/refusals.ts';
import { assert, suite } from '../support/suite.ts';
import { office, told, refusal } from './office.ts';

const test = suite('administration of accounts and shards');

test('[A102] an account that was replaced gets no link, password, alias, group or right; the refusal names the account in its place', async () => {
  const { account, ask, admin, access } = await office();
  const { roster, staff } = access;
  const ada = await account('ada', [...rights]);
  const tell = (name: string, created: number) =>
    roster.upsertAccount('moon', { account: 'a', name, created });
  await tell('ann', 1_600_000_000_000);
  const old = roster.accountOf('moon', 'a')!.id;
  await tell('bob', 1_700_000_000_000);
  const anew = roster.accountOf('moon', 'a')!.id;
  const sentence = `ann (${old}) may do nothing any more: its shard gave its id to another player, and account bob (${anew}) has taken its place.`;
  const isReplaced = refusedSaying('account_unknown', sentence);
  assert.equal(await ask(ada, { kind: 'link', account: old }), isReplaced);
  const groups = ['administrators'];
  assert.equal(await ask(ada, { kind: 'account_groups', account: old, groups }), isReplaced);
  const wish = { account: old, rights: ['tickets.reply'] };
  assert.equal(await ask(ada, { kind: 'account_rights', ...wish }), isReplaced);
  assert.equal(await ask(ada, { kind: 'account_alias', account: old, alias: 'Iris' }), isReplaced);
  const password = { account: old, password: 'kelp ford mill' };
  assert.equal(await admin.operate('account_password', password), isReplaced);
  assert.is(access.audit.page(undefined, 9).records.length, 0);
  // What it was given before can be taken away, as servers left it that let it be replaced all the same.
  await staff.setRights(old, ['tickets.reply']);
  assert.is(refusal(await ask(ada, { kind: 'account_rights', account: old, rights: [] })), 'done');
  assert.is(refusal(await ask(ada, { kind: 'link', account: anew })), 'done');
});

test('[G17] a new account gets a link that signs in once, and a new shard its key', async () => {
  const { account, ask, access } = await office();
  const ada = await account('ada', [...rights]);
  const made = told(await ask(ada, { kind: 'account_add', name: 'mo', groups: [] }), 'link');
  const secret = made.address.split('#link=')[1]!;
  const spent = await access.links.spend(secret);
  assert.is(spent.kind === 'spent' && spent.grant.account, made.account);
  const { key } = told(await ask(ada, { kind: 'shard_add', name: 'moon' }), 'shard_key');
  assert.is(access.shardKeys.shardOfKey(key), 'moon');
  const { shards } = told(await ask(ada, { kind: 'shard_list' }), 'shards');
  assert.equal(
    shards.map(({ name }) => name),
    ['moon'],
  );
});

test('[G18] accounts are listed in pages that meet, staff alone, and by words', async () => {
  const { account, ask, access } = await office();
  const ada = await account('ada', [...rights]);
  for (let i = 0; i < 120; i++) {
    await access.roster.upsertAccount('moon', { account: `a-${i}`, name: `Player ${i}` });
  }
  const all: string[] = [];
  for (let before: string | undefined; ;) {
    const command = { kind: 'account_list', ...(before === undefined ? {} : { before }) } as const;
    const { accounts, more } = told(await ask(ada, command), 'accounts');
    all.push(...accounts.map(({ name }) => name));
    if (!more) break;
    before = accounts.at(-1)!.account;
  }
  assert.is(all.length, 121);
  assert.is(new Set(all).size, 121);
  const staff = told(await ask(ada, { kind: 'account_list', staff: true }), 'accounts');
  assert.equal(
    staff.accounts.map(({ name }) => name),
    ['ada'],
  );
  const words = told(await ask(ada, { kind: 'account_list', words: 'play 7' }), 'accounts');
  assert.equal(
    words.accounts.map(({ name }) => name),
    [...Array.from({ length: 10 }, (_, i) => `Player ${79 - i}`), 'Player 7'],
  );
});

// [A107] The last sign-in of an account is the latest that any server knows of, also of what
// earlier versions kept.
test('[A107] the list of accounts tells when each last signed in', async () => {
  const { access, account, ask } = await office();
  const ada = await account('ada', ['tickets.manage_access']);
  const bo = await account('bo', []);
  access.signIns.add(bo);
  await access.markers.written();
  const { accounts } = told(await ask(ada, { kind: 'account_list' }), 'accounts');
  const listed = (id: string) => accounts.find((one) => one.account === id)?.signed_in;
  assert.is(listed(ada), null);
  assert.is(listed(bo), access.signIns.last(access.roster.account(bo)!));
  assert.ok(listed(bo) !== null);
});
