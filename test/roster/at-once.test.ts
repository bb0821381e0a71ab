import type { Access } from '../../server/access.ts';
import type { SettingChange } from '../../protocol/settings.ts';
import { checkSetting } from '../../actors/settings/settings.ts';
import { administrators } from '../../actors/roster/groups.ts';
import { assert, suite } from '../support/suite.ts';
import { byTurns, delayedHalves, upTo } from './halves.ts';
import { stage } from './stage.ts';

/** What holds whoever asks for it at the same time, in one process or in two. */
const test = suite('at once');

const many = upTo(100);
const [before, after] = [1_600_000_000_000, 1_700_000_000_000];

async function account({ staff }: Access, name: string, ...groups: string[]): Promise<string> {
  const made = await staff.createAccount({ name, groups });
  if (!made.ok) throw new Error(made.sentence);
  return made.value.id;
}

test('[A115] what a hundred tell of one new account, character and faction makes one of each', async () => {
  const { both, followed } = await delayedHalves();
  const tellings = [
    (access: Access, at: number) =>
      access.roster.upsertAccount('moon', { account: 'a', name: `Ann ${at}` }),
    (access: Access, at: number) =>
      access.roster.upsertCharacter('moon', { account: 'a', character: 'c', name: `Bo ${at}` }),
    (access: Access, at: number) =>
      access.roster.upsertFaction('moon', { faction: 'f', name: `Cid ${at}`, members: ['a'] }),
  ];
  for (const tell of tellings) {
    const refusals = await byTurns(both, many, (access, at) => tell(access, at));
    assert.equal([...new Set(refusals)], [undefined]);
  }
  await followed();
  const [one, other] = both.map(({ roster }) => {
    const of = <T>(get: (id: string) => T | undefined): T[] =>
      upTo(1_000).flatMap((n) => get(String(n)) ?? []);
    return [
      of((id) => roster.account(id)),
      of((id) => roster.character(id)),
      of((id) => roster.faction(id)),
    ];
  });
  assert.equal(
    one!.map((all) => all.map(({ name }) => name.split(' ')[0])),
    [['Ann'], ['Bo'], ['Cid']],
  );
  assert.equal(other, one);
});

test('[A115] a hundred that tell of somebody new under an id make one in place of the one before', async () => {
  const { both, followed } = await delayedHalves();
  const tell = (access: Access, created: number, name: string) =>
    access.roster.upsertAccount('moon', { account: 'a', name, created });
  await tell(both[0], before, 'Ann');
  await followed();
  const refusals = await byTurns(both, many, (access, at) => tell(access, after, `Bob ${at}`));
  assert.equal([...new Set(refusals)], [undefined]);
  await followed();
  for (const { roster } of both) {
    const [old, anew, ...more] = [...roster.accounts.values()];
    assert.equal(more, []);
    assert.ok(roster.isReplaced(old!));
    assert.is(roster.accountOf('moon', 'a'), anew);
    assert.ok(Number(anew!.id) > Number(old!.id));
  }
});

test('[A116] of rights and somebody new under the id, told at once, only one comes to be', async () => {
  const { both, followed } = await delayedHalves();
  const ids = upTo(40).map((n) => `a-${n}`);
  const tell = ({ roster }: Access, id: string, created: number) =>
    roster.upsertAccount('moon', { account: id, name: id, created });
  await Promise.all(ids.map((id) => tell(both[0], id, before)));
  await followed();
  const olds = ids.map((id) => both[0].roster.accountOf('moon', id)!.id);
  const [outcomes, given] = await Promise.all([
    byTurns(both, ids, (access, id) => tell(access, id, after)),
    byTurns([both[1], both[0]], olds, ({ staff }, id) => staff.setRights(id, ['tickets.reply'])),
  ]);
  await followed();
  const { roster } = both[1];
  for (const [at, old] of olds.entries()) {
    const held = roster.account(old)!;
    const isReplaced = roster.isReplaced(held);
    const result = given[at]!;
    assert.is(held.rights.length, isReplaced ? 0 : 1);
    assert.is(result.ok, !isReplaced);
    assert.is(outcomes[at]?.code, isReplaced ? undefined : 'right_missing');
    const heir = roster.accountOf('moon', ids[at]!)!;
    if (!result.ok) assert.match(result.sentence, `account ${heir.name} (${heir.id}) has taken`);
  }
});

const old = { id: '1', shard: 'moon', shardAccount: 'a', name: 'Ann', created: 1 };

test('[A116] rights that are stored before the one who takes the place are kept', async () => {
  const { roster, store } = await stage();
  await roster.upsertAccount('moon', { account: 'a', name: 'Ann', created: before });
  store.hold();
  const told = roster.upsertAccount('moon', { account: 'a', name: 'Bob', created: after });
  await store.asked(3);
  store.letGo();
  await store.asked(4);
  const given = { groups: ['moderators'], rights: [], alias: null, userName: null };
  store.elsewhere('access', [{ space: 'roster', key: 'standing/1', value: { v: 1, ...given } }]);
  store.release();
  assert.is((await told)?.code, 'right_missing');
  assert.is(roster.accountOf('moon', 'a')!.id, '1');
  assert.equal(store.subjects.slice(-2), ['numbers', 'access']);
});

test('[A116] rights for whom another took the place of meanwhile are refused in words', async () => {
  const { roster, staff, store } = await stage();
  await roster.upsertAccount('moon', { account: 'a', name: 'Ann', created: before });
  store.hold();
  const given = staff.setRights('1', ['tickets.reply']);
  await store.asked(3);
  const anew = { ...old, id: '5', name: 'Bob', shardCreated: after };
  store.elsewhere('access', [{ space: 'roster', key: 'account/5', value: { v: 1, ...anew } }]);
  store.release();
  assert.equal(await given, {
    ok: false,
    code: 'account_unknown',
    sentence:
      'Ann (1) may do nothing any more: its shard gave its id to another player, and account Bob (5) has taken its place.',
  });
  assert.equal(roster.account('1')!.rights, []);
});

test('[A116] who takes a place has a higher number than whoever had it, also one made meanwhile', async () => {
  const { roster, store } = await stage();
  await roster.upsertAccount('moon', { account: 'a', name: 'Ann', created: before });
  store.hold();
  const told = roster.upsertAccount('moon', { account: 'a', name: 'Cid', created: after });
  await store.asked(3);
  const anew = { ...old, id: '5', name: 'Bob', shardCreated: after - 1_000_000 };
  store.elsewhere('access', [{ space: 'roster', key: 'account/5', value: { v: 1, ...anew } }]);
  store.release();
  assert.is(await told, undefined);
  const now = roster.accountOf('moon', 'a')!;
  assert.equal([now.name, now.id], ['Cid', '6']);
});

test('[A117] of a hundred administrators who are all taken out at once one stays', async () => {
  const { both, followed } = await delayedHalves();
  const ids: string[] = [];
  for (const n of many) ids.push(await account(both[0], `admin ${n} of all`, administrators));
  await followed();
  const takeOut = async (them: readonly string[]): Promise<void> => {
    await followed();
    const taken = await byTurns(both, them, ({ staff }, id) => staff.setGroups(id, []));
    const codes = taken.flatMap((one) => (one.ok ? [] : one.code));
    assert.equal(codes, ['last_administrator']);
    await followed();
    for (const { staff } of both) assert.is(staff.administrators().length, 1);
  };
  await takeOut(ids);
  for (let rounds = 0; rounds < 20; rounds += 1) {
    const [left] = both[0].staff.administrators();
    const next = ids.find((id) => id !== left!.id)!;
    await both[0].staff.setGroups(next, [administrators]);
    await takeOut([left!.id, next]);
  }
});

test('[A16] a hundred who ask for one user name at once get one account', async () => {
  const { both, followed } = await delayedHalves();
  const made = await byTurns(both, many, ({ staff }, at) =>
    staff.createAccount({ name: at % 3 === 0 ? 'Mo' : 'mO', groups: [] }),
  );
  assert.is(made.filter(({ ok }) => ok).length, 1);
  await followed();
  for (const { roster } of both) assert.is(roster.accounts.size, 1);
});

test('[A89] of names that look alike, asked for at once, one is given', async () => {
  const { both, followed } = await delayedHalves();
  const [one, other] = [await account(both[0], 'bo'), await account(both[0], 'cy')];
  await followed();
  const looks = ['Guide', 'Guіde', 'guide', 'Gu\u0131de'];
  const aliased = await byTurns(both, looks, ({ staff }, alias, at) =>
    staff.setAlias(at % 2 === 0 ? one : other, alias),
  );
  // Each may have what it has already, in another form.
  const holders = new Set(aliased.flatMap((set) => (set.ok ? [set.value.id] : [])));
  assert.is(holders.size, 1);
  const grouped = await byTurns(both, ['Watch', 'Wаtch'], ({ staff }, name) =>
    staff.setGroup({ name, rights: [], byDefault: false }),
  );
  assert.is(grouped.filter(({ ok }) => ok).length, 1);
  const keyed = await byTurns(both, ['moon', 'm00n'], ({ shardKeys }, name) => shardKeys.add(name));
  assert.is(keyed.filter(({ ok }) => ok).length, 1);
});

test('[A118] a group that somebody joins at that moment is not removed, or cannot be joined', async () => {
  const { both, followed } = await delayedHalves();
  const names = upTo(20).map((n) => `group ${n} of all`);
  const ids = new Map<string, string>();
  for (const name of names) {
    await both[0].staff.setGroup({ name, rights: [], byDefault: false });
    ids.set(name, await account(both[0], `member of ${name}`));
  }
  await followed();
  const rounds = await byTurns(both, names, async (access, name) => {
    const other = access === both[0] ? both[1] : both[0];
    const [removed, joined] = await Promise.all([
      access.staff.removeGroup(name),
      other.staff.setGroups(ids.get(name)!, [name]),
    ]);
    return { removed, joined };
  });
  for (const { removed, joined } of rounds) {
    if (removed.ok) assert.is(joined.ok, false);
    else assert.is(removed.code, 'group_in_use');
  }
  await followed();
  for (const { roster } of both) {
    for (const { groups } of roster.accounts.values())
      for (const name of groups) assert.ok(roster.entitlements.group(name));
  }
});

/** As administrators set it. */
function setting({ settings, roster, staff }: Access, change: SettingChange) {
  return settings.set(change, undefined, (wanted) =>
    checkSetting(wanted, {
      groups: roster.entitlements.groups().map(({ name }) => name),
      staffNames: staff.names(),
      now: settings.now,
      ownRole: null,
    }),
  );
}

test('[A118] a group that a role is to act as at that moment is not removed, or cannot be named', async () => {
  const { both, followed } = await delayedHalves();
  for (let rounds = 0; rounds < 20; rounds += 1) {
    const [one, other] = rounds % 2 === 0 ? both : [both[1], both[0]];
    await one.staff.setGroup({ name: 'watch', rights: [], byDefault: false });
    await followed();
    const named = { name: 'discord_support_role_acts_as', value: 'watch' } as const;
    const [removed, set] = await Promise.all([
      one.staff.removeGroup('watch'),
      setting(other, named),
    ]);
    assert.is(removed.ok, !set.ok);
    await followed();
    for (const { roster, settings } of both)
      assert.ok(roster.entitlements.group(settings.now.discord_support_role_acts_as));
    await setting(one, { ...named, value: 'moderators' });
  }
});

test('[A89] nobody gets an alias like the one that all of support gets at that moment', async () => {
  const { both, followed } = await delayedHalves();
  const id = await account(both[0], 'mo');
  for (let rounds = 0; rounds < 20; rounds += 1) {
    const [one, other] = rounds % 2 === 0 ? both : [both[1], both[0]];
    await followed();
    const [own, common] = await Promise.all([
      one.staff.setAlias(id, 'Guide'),
      setting(other, { name: 'support_alias', value: 'Guіde' }),
    ]);
    assert.is(own.ok, !common.ok);
    await followed();
    await one.staff.setAlias(id, null);
    await setting(one, { name: 'support_alias', value: 'Support' });
  }
});

test('[A120] what changes who may do what is told on every server, once, whoever changed it', async () => {
  const { both, followed } = await delayedHalves();
  const told = both.map(({ roster, shardKeys, canned }) => {
    const heard: string[] = [];
    roster.onRightsChanged((id) => heard.push(`rights of ${id ?? 'a group'}`));
    roster.onReplaced((id, character) => heard.push(`${character ?? id} was replaced`));
    roster.onAliasChanged(() => heard.push('an alias'));
    roster.discord.onChanged(({ account: id }, isLinked) =>
      heard.push(`link of ${id}, ${isLinked}`),
    );
    shardKeys.onRotated((shard) => heard.push(`key of ${shard}`));
    shardKeys.onRemoved((shard) => heard.push(`no ${shard}`));
    canned.onChanged((_, reply) => heard.push(`reply ${reply}`));
    return heard;
  });
  const [{ roster, staff, shardKeys, canned }] = both;
  const id = await account(both[0], 'mo', 'moderators');
  const tell = (created: number) =>
    roster.upsertAccount('moon', { account: 'a', name: 'Ann', created });
  await tell(before);
  const player = roster.accountOf('moon', 'a')!.id;
  await staff.setGroups(id, []);
  await staff.setAlias(id, 'Guide');
  await staff.setGroup({ name: 'watch', rights: [], byDefault: false });
  await roster.discord.link(player, '200000000000000001');
  await tell(after);
  await shardKeys.add('moon');
  await shardKeys.rotate('moon');
  await shardKeys.remove('moon');
  await canned.set(null, 'r-1', { title: 'Hello', text: 'Hello.' });
  for (const access of both) await access.roster.settled();
  await followed();
  assert.equal(told[1], told[0]);
  assert.equal(
    new Set(told[0]),
    new Set([
      'rights of a group',
      `rights of ${id}`,
      'an alias',
      `link of ${player}, true`,
      `rights of ${player}`,
      `${player} was replaced`,
      `link of ${player}, false`,
      'key of moon',
      'no moon',
      'reply r-1',
    ]),
  );
  assert.is(told[0]!.length, new Set(told[0]).size);
});
