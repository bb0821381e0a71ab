import type { Right } from '../../protocol/permissions.ts';
import { rights } from '../../protocol/permissions.ts';
import type { AdminCommand, AnswerBodyOf } from '../../protocol/admin.ts';
import { openAccess, type Access } from '../../server/identity/access.ts';
import { Admin } from '../../server/admin/admin.ts';
import type { AdminResult } from '../../server/admin/command-handler.ts';
import { searchPeople } from '../../server/identity/people-search.ts';
import { nodeSecrets } from '../../server/platform/secrets.ts';
import type { Storage } from '../../server/storage/storage.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import { sentenceOf } from '../../protocol/refused.ts';
import { closing, Story } from '../support/story.ts';
import { assert, suite } from '../support/suite.ts';
import { endlessTurns, turnsAfter } from '../support/turns.ts';
import { refused, refusedSaying } from '../../protocol/refusals.ts';

const test = suite('administration');

interface Office {
  readonly storage: Storage;
  readonly access: Access;
  readonly admin: Admin;
  /** As the account with the number. */
  ask(account: string, command: AdminCommand): Promise<AdminResult>;
  /** An account with exactly these rights. */
  account(name: string, held: readonly Right[], groups?: readonly string[]): Promise<string>;
}

/** The operations on storage in memory, where nobody has any right that was not given. */
async function office(turns = endlessTurns()): Promise<Office> {
  const storage = openMemoryStorage();
  const access = await openAccess(storage.records, nodeSecrets);
  await access.staff.setGroup({ name: 'players', rights: [], byDefault: true });
  const admin = new Admin({
    turns,
    access,
    tables: storage.tables,
    address: () => 'http://127.0.0.1:4600',
    scriptFault: () => undefined,
    data: () => ({ of: 'data', client: null, channels: [], messages: [] }),
    discord: async () => ({ of: 'discord', state: 'off', problems: [], invite: null }),
  });
  return {
    storage,
    access,
    admin,
    ask: (account, command) => admin.ask({ account, restricted: false }, command),
    async account(name, held, groups = []) {
      const made = await access.staff.createAccount({ name, groups });
      assert.ok(made.ok);
      await access.staff.setRights(made.value.id, held);
      return made.value.id;
    },
  };
}

function told<O extends NonNullable<(AdminResult & { ok: true })['is']>['of']>(
  result: AdminResult,
  of: O,
): AnswerBodyOf<O> {
  assert.ok(result.ok, result.ok ? '' : sentenceOf(result.refusal));
  const { is } = result as AdminResult & { ok: true };
  assert.is(is?.of, of);
  return is as AnswerBodyOf<O>;
}

function refusal(result: AdminResult): string {
  return result.ok ? 'done' : result.refusal.code;
}

const commands: Readonly<Record<'settings' | 'access' | 'shards', readonly AdminCommand[]>> = {
  settings: [
    { kind: 'settings_get' },
    { kind: 'settings_set', setting: { name: 'auto_archive', value: true } },
  ],
  access: [
    { kind: 'group_list' },
    { kind: 'group_set', name: 'helpers', rights: ['tickets.reply'], default: false },
    { kind: 'group_remove', name: 'helpers' },
    { kind: 'account_list' },
    { kind: 'account_add', name: 'new', groups: [] },
    { kind: 'account_groups', account: 'new', groups: ['moderators'] },
    { kind: 'account_rights', account: 'new', rights: ['tickets.view'] },
    { kind: 'account_alias', account: 'new', alias: 'Warden' },
    { kind: 'link', account: 'new' },
    { kind: 'audit_list' },
  ],
  shards: [
    { kind: 'shard_list' },
    { kind: 'shard_add', name: 'moon' },
    { kind: 'shard_rotate', name: 'moon' },
    { kind: 'shard_remove', name: 'moon' },
  ],
};
const needed = {
  settings: 'tickets.settings',
  access: 'tickets.manage_access',
  shards: 'tickets.shards',
} as const;

// [G10] Each operation of administrators needs its right and no other; a restricted session has
// none.
test('[G10] each operation needs its right, and no other right does', async () => {
  for (const area of ['settings', 'access', 'shards'] as const) {
    const { account, ask } = await office();
    const others = rights.filter((right) => right !== needed[area]);
    const wrong = await account('wrong', others);
    const right = await account('right', [needed[area]]);
    for (const command of commands[area]) {
      assert.is(refusal(await ask(wrong, command)), 'right_missing', command.kind);
      assert.is(refusal(await ask(right, command)), 'done', command.kind);
    }
  }
});

test('[G10] a restricted session has none of them, whoever it is of', async () => {
  const { account, admin } = await office();
  const ada = await account('ada', [], ['administrators']);
  for (const command of Object.values(commands).flat()) {
    const result = await admin.ask({ account: ada, restricted: true }, command);
    assert.is(refusal(result), 'right_missing', command.kind);
  }
});

test("[G11] rights are looked at when a change's turn comes, not when it was asked for", async () => {
  const { account, ask, access } = await office();
  const ada = await account('ada', [], ['administrators']);
  const bo = await account('bo', ['tickets.manage_access']);
  const both = await Promise.all([
    ask(ada, { kind: 'account_rights', account: bo, rights: [] }),
    ask(bo, { kind: 'account_rights', account: bo, rights: ['tickets.erase'] }),
  ]);
  assert.equal(both.map(refusal), ['done', 'right_missing']);
  assert.equal(access.roster.account(bo)!.rights, []);
});

test('[G52] whoever loses the right while something is read for them is refused, and told nothing of it', async () => {
  const given: { revoke?: () => Promise<unknown> } = {};
  const { account, ask, access } = await office(turnsAfter(() => given.revoke!()));
  const bo = await account('bo', ['tickets.manage_access']);
  given.revoke = () => access.staff.setRights(bo, []);
  assert.is(refusal(await ask(bo, { kind: 'account_list' })), 'right_missing');
});

test('[A100] the right is asked for again when it was looked up: nobody is told what they lost the right to meanwhile', async () => {
  const { account, access } = await office();
  const { roster, staff } = access;
  await roster.upsertAccount('north', { account: 'p', name: 'ana' });
  const bo = await account('bo', []);
  const caller = { account: bo, restricted: false };
  for (const what of ['accounts', 'staff', 'factions'] as const) {
    const wanted = { what, words: 'a', limit: 5 };
    await staff.setRights(bo, ['tickets.assign']);
    const kept = await searchPeople({ roster, turns: endlessTurns() }, caller, wanted);
    assert.ok(kept.ok, what);
    const turns = turnsAfter(() => staff.setRights(bo, []));
    const lost = await searchPeople({ roster, turns }, caller, wanted);
    assert.is(lost.ok ? 'told' : lost.refusal.code, 'right_missing', what);
  }
});

test('[G12] the last administrator stays one, also when two would leave at once', async () => {
  const { account, ask, access } = await office();
  const ada = await account('ada', [], ['administrators']);
  const leave = (who: string) => ask(ada, { kind: 'account_groups', account: who, groups: [] });
  const alone = await leave(ada);
  assert.equal(alone, refused('last_administrator'));
  assert.is(
    !alone.ok && sentenceOf(alone.refusal),
    'This is the last administrator: make another one first.',
  );
  const eve = await account('eve', ['tickets.manage_access'], ['administrators']);
  const leaveAs = (by: string, who: string) =>
    ask(by, { kind: 'account_groups', account: who, groups: [] });
  const both = await Promise.all([leaveAs(eve, ada), leaveAs(eve, eve)]);
  assert.equal(both.map(refusal), ['done', 'last_administrator']);
  assert.equal(
    access.staff.administrators().map(({ id }) => id),
    [eve],
  );
});

test('[G13] the administrators keep every right, and stay a group that nobody is in by default', async () => {
  const { account, ask, access } = await office();
  const ada = await account('ada', [], ['administrators']);
  const set = (given: readonly string[], everybody: boolean) =>
    ask(ada, { kind: 'group_set', name: 'administrators', rights: [...given], default: everybody });
  assert.is(refusal(await set(rights.slice(1), false)), 'group_fixed');
  assert.is(refusal(await set(rights, true)), 'group_fixed');
  assert.is(refusal(await set(rights.toReversed(), false)), 'done');
  const removed = await ask(ada, { kind: 'group_remove', name: 'administrators' });
  assert.is(refusal(removed), 'group_fixed');
  assert.equal(access.roster.entitlements.group('administrators')!.rights, [...rights]);
});

test('[G14] a group is made, changed and removed, but not removed while it is in use', async () => {
  const { account, ask, access } = await office();
  const ada = await account('ada', [], ['administrators']);
  const mo = await account('mo', []);
  const set = (...given: string[]) =>
    ask(ada, { kind: 'group_set', name: ' helpers ', rights: given, default: false });
  assert.is(refusal(await set('tickets.reply', 'tickets.view', 'tickets.reply')), 'done');
  await ask(ada, { kind: 'account_groups', account: 'MO', groups: ['helpers', 'helpers'] });
  assert.equal([...access.roster.rightsOf(mo)].toSorted(), ['tickets.reply', 'tickets.view']);
  await set('tickets.assign');
  assert.equal([...access.roster.rightsOf(mo)], ['tickets.assign']);
  const { groups } = told(await ask(ada, { kind: 'group_list' }), 'groups');
  assert.equal(
    groups.map(({ name }) => name),
    ['administrators', 'helpers', 'moderators', 'players'],
  );
  assert.equal(groups[1], { name: 'helpers', rights: ['tickets.assign'], default: false });

  const remove = (name: string) => ask(ada, { kind: 'group_remove', name });
  const used = await remove('helpers');
  assert.is(
    !used.ok && sentenceOf(used.refusal),
    'mo is in helpers: take everybody out of it first.',
  );
  assert.match(JSON.stringify(await remove('moderators')), 'discord_support_role_acts_as');
  await ask(ada, { kind: 'account_groups', account: mo, groups: [] });
  assert.is(refusal(await remove('helpers')), 'done');
  assert.is(refusal(await remove('helpers')), 'group_unknown');
});

test('[G15] what there is not is refused by name, and changes nothing', async () => {
  const { account, ask, access } = await office();
  const ada = await account('ada', [], ['administrators']);
  const cases: ReadonlyArray<readonly [AdminCommand, string, string]> = [
    [{ kind: 'account_groups', account: 'nobody', groups: [] }, 'account_unknown', 'nobody'],
    [{ kind: 'account_rights', account: '4711', rights: [] }, 'account_unknown', '4711'],
    [{ kind: 'link', account: 'nobody' }, 'account_unknown', 'nobody'],
    [
      { kind: 'account_groups', account: ada, groups: ['administrators', 'kings'] },
      'group_unknown',
      'kings',
    ],
    [{ kind: 'account_add', name: 'mo', groups: ['kings'] }, 'group_unknown', 'kings'],
    [{ kind: 'account_add', name: 'ADA', groups: [] }, 'name_taken', 'ADA'],
    [{ kind: 'account_add', name: ' ', groups: [] }, 'name_invalid', 'blank'],
    [{ kind: 'account_rights', account: ada, rights: ['tickets.fly'] }, 'right_unknown', 'fly'],
    [{ kind: 'account_add', name: '\u2800', groups: [] }, 'name_invalid', 'blank'],
    [{ kind: 'group_set', name: '\u3164', rights: [], default: false }, 'name_invalid', 'name'],
    [{ kind: 'group_set', name: 'a\tb', rights: [], default: false }, 'name_invalid', 'name'],
    [{ kind: 'group_set', name: 'x', rights: ['reply'], default: false }, 'right_unknown', 'reply'],
    [{ kind: 'shard_rotate', name: 'mars' }, 'shard_unknown', 'mars'],
    [{ kind: 'shard_add', name: '../moon' }, 'name_invalid', 'A shard is named by'],
  ];
  for (const [command, code, word] of cases) {
    const result = await ask(ada, command);
    assert.is(refusal(result), code, command.kind);
    assert.ok(!result.ok && sentenceOf(result.refusal).includes(word), JSON.stringify(result));
  }
  assert.is(access.audit.page(undefined, 9).records.length, 0);
  assert.equal(access.roster.account(ada)!.groups, ['administrators']);
});

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

test('[G16] everything that administrators change is in the audit, without any secret', async () => {
  const { account, ask, admin } = await office();
  const ada = await account('ada', [...rights], ['administrators']);
  for (const command of Object.values(commands).flat()) await ask(ada, command);
  await admin.operate('account_password', { account: 'new', password: 'correct horse' });
  const { records, more } = told(await ask(ada, { kind: 'audit_list' }), 'audit');
  assert.is(more, false);
  assert.equal(records.map(({ name, what }) => `${name}: ${what}`).toReversed(), [
    'ada: setting auto_archive',
    'ada: group helpers',
    'ada: group helpers',
    'ada: account new',
    'ada: sign-in link of new (2)',
    'ada: groups of new (2)',
    'ada: rights of new (2)',
    'ada: alias of new (2)',
    'ada: sign-in link of new (2)',
    'ada: shard moon',
    'ada: key of shard moon',
    'ada: shard moon',
    'command line: password of new (2)',
  ]);
  const changes = records.map(({ from, to }) => [from, to]);
  assert.equal(changes.at(-1), ['false', 'true']);
  assert.equal(changes.at(-6), ['[]', '["moderators"]']);
  const text = JSON.stringify(records);
  for (const secret of ['hash', 'Hash', 'horse', '#link', 'scrypt']) {
    assert.not(text.includes(secret), secret);
  }
});

// [G7] A category that a ticket has is retired when it is taken out of the list.
test('[G7] a category that a ticket has is retired when it is taken out, active or not', async () => {
  const { account, ask, storage, access } = await office();
  const ada = await account('ada', ['tickets.settings']);
  const active = new Story('t-1', 1);
  await active.open(storage);
  const set = async (...names: string[]) => {
    const value = names.map((name) => ({ name, retired: false }));
    const result = await ask(ada, {
      kind: 'settings_set',
      setting: { name: 'categories', value },
    });
    const { categories } = told(result, 'settings').settings;
    return categories.map(({ name, retired }) => (retired ? `(${name})` : name));
  };
  assert.equal(await set('Question'), ['Question', '(Bug)']);
  await active.commit(storage, closing);
  assert.equal(await set('Question', 'New'), ['Question', 'New', '(Bug)']);
  assert.equal(await set('Question', 'bug'), ['Question', 'bug']);
  assert.equal(await set('Question', 'Party'), ['Question', 'Party', '(bug)']);
  assert.equal(
    access.settings.now.categories.map(({ name }) => name),
    ['Question', 'Party', 'bug'],
  );
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

test('[G19] a bounded number of changes waits, the next one is refused as retryable', async () => {
  const { account, ask } = await office();
  const ada = await account('ada', [...rights]);
  const asked = Array.from({ length: 70 }, (_, i) =>
    ask(ada, { kind: 'settings_set', setting: { name: 'body_chars_max', value: 100 + i } }),
  );
  const codes = (await Promise.all(asked)).map(refusal);
  assert.is(codes.filter((code) => code === 'done').length, 64);
  assert.is(codes.filter((code) => code === 'busy').length, 6);
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
