import type { Access } from '../../server/identity/access.ts';
import type { SettingChange } from '../../protocol/kept-settings.ts';
import { checkSetting } from '../../actors/settings/setting-checks.ts';
import { administrators } from '../../actors/roster/staff/groups.ts';
import { sentenceOf } from '../../protocol/refused.ts';
import { assert, suite } from '../support/suite.ts';
import { byTurns, delayedHalves, upTo } from './halves.ts';

/** What holds whoever asks for it at the same time, in one process or in two. */
const test = suite('at once');

const many = upTo(100);
const [before, after] = [1_600_000_000_000, 1_700_000_000_000];

async function account({ staff }: Access, name: string, ...groups: string[]): Promise<string> {
  const made = await staff.createAccount({ name, groups });
  if (!made.ok) throw new Error(sentenceOf(made.refusal));
  return made.value.id;
}

// [A115] However many tell of one new account, character or faction at once, also to two servers,
// one of each comes to be.
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

test('[A117] one administrator is left, however many are taken out of their group at once, also by two servers', async () => {
  const { both, followed } = await delayedHalves();
  const ids: string[] = [];
  for (const n of many) ids.push(await account(both[0], `admin ${n} of all`, administrators));
  await followed();
  const takeOut = async (them: readonly string[]): Promise<void> => {
    await followed();
    const taken = await byTurns(both, them, ({ staff }, id) => staff.setGroups(id, []));
    const codes = taken.flatMap((one) => (one.ok ? [] : one.refusal.code));
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

// [A16] A user name is unique whatever its case, also among those asked for at once, of two
// servers.
test('[A16] a hundred who ask for one user name at once get one account', async () => {
  const { both, followed } = await delayedHalves();
  const made = await byTurns(both, many, ({ staff }, at) =>
    staff.createAccount({ name: at % 3 === 0 ? 'Mo' : 'mO', groups: [] }),
  );
  assert.is(made.filter(({ ok }) => ok).length, 1);
  await followed();
  for (const { roster } of both) assert.is(roster.accounts.size, 1);
});

// [A89] A user name, an alias or a shard that looks like one that there is, or that is given at
// that moment, is taken, and no number in any script is a user name; what is stored already stays.
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

// [A118] A group is not removed while somebody joins it, or a role on Discord is to act as it.
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
    else assert.is(removed.refusal.code, 'group_in_use');
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

test('[A120] what changes who may do what, who somebody is and what is at hand is told on every server, once, whoever changed it', async () => {
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
