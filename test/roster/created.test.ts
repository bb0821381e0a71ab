import { openAccess, type Access } from '../../server/identity/access.ts';
import { assert, suite } from '../support/suite.ts';
import { finished } from '../support/turns.ts';
import { stage, StageSecrets, StageStore, type Stage } from './stage.ts';

const test = suite('creation times');

const before = 1_600_000_000_000;
const after = 1_700_000_000_000;

async function told({ roster }: Stage, name: string, created?: number) {
  const refusals = [
    await roster.upsertAccount('moon', { account: 'a', name, created }),
    await roster.upsertCharacter('moon', { account: 'a', character: 'c', name, created }),
  ];
  assert.equal(refusals, [undefined, undefined]);
  const account = roster.accountOf('moon', 'a')!;
  return { account, character: roster.characterOf(account.id, 'c')! };
}

// [A96] An account or character told with another creation time is a new one with a new number,
// also after a restart; the one before stays as it is and has the id no more.
test('[A96] an account that is told with another creation time is a new one, also after a restart', async () => {
  const first = await stage();
  const old = await told(first, 'Ann', before);
  const replaced: Array<[string, string | null]> = [];
  first.roster.onReplaced((account, character) => replaced.push([account, character]));
  const anew = await told(first, 'Bob', after);
  assert.ok(Number(anew.account.id) > Number(old.account.id));
  assert.is(anew.character.account, anew.account.id);
  assert.equal(replaced, [[old.account.id, null]]);
  for (const { roster } of [first, await stage(first.store)]) {
    assert.is(roster.accountOf('moon', 'a')!.id, anew.account.id);
    assert.equal(roster.account(old.account.id), old.account);
    assert.is(roster.person(old.account.id, old.character.id).character_name, 'Ann');
    assert.ok(roster.isReplaced(roster.account(old.account.id)!));
    assert.not(roster.isReplaced(roster.account(anew.account.id)!));
    const found = finished(roster.finder.find('ann', 10));
    assert.equal(
      found.map(({ account }) => account.id),
      [old.account.id],
    );
  }
});

test('[A96] the one who has the id is known after a restart in whatever order the records are read', async () => {
  const first = await stage();
  // Keys are read as text: 10 comes before 9.
  for (let n = 1; n <= 12; n += 1) await told(first, `Name ${n}`, before + n * 1_000_000);
  const { roster } = await stage(first.store);
  assert.is(roster.accountOf('moon', 'a')!.name, 'Name 12');
  assert.is([...roster.accounts.values()].filter((one) => !roster.isReplaced(one)).length, 1);
});

test('[A96] a character that is told with another creation time is a new one of the same account', async () => {
  const first = await stage();
  const { account, character: old } = await told(first, 'Ann', before);
  const replaced: Array<[string, string | null]> = [];
  first.roster.onReplaced((...one) => replaced.push(one));
  const tell = { account: 'a', character: 'c', name: 'Bob', created: after };
  assert.is(await first.roster.upsertCharacter('moon', tell), undefined);
  const { id } = first.roster.characterOf(account.id, 'c')!;
  assert.ok(Number(id) > Number(old.id));
  assert.equal(replaced, [[account.id, old.id]]);
  // Well beyond the numbers that have as many digits, since keys are read as text.
  for (let n = 1; n <= 12; n += 1) {
    const next = { ...tell, name: `Cid${n}`, created: after + n * 1_000_000 };
    assert.is(await first.roster.upsertCharacter('moon', next), undefined);
  }
  for (const { roster } of [first, await stage(first.store)]) {
    assert.is(roster.characterOf(account.id, 'c')!.name, 'Cid12');
    assert.equal(roster.character(old.id), old);
    const found = (words: string) =>
      finished(roster.finder.find(words, 10)).map(({ character }) => character?.name);
    assert.equal(found('cid12'), ['Cid12']);
    assert.equal(found('cid3'), []);
    assert.equal(found('bob'), []);
  }
});

test('[A96] two that have an id one after the other may be told at once', async () => {
  const { roster } = await stage();
  const tell = (name: string, created: number) =>
    roster.upsertAccount('moon', { account: 'a', name, created });
  await tell('Ann', before);
  const all = [tell('Ann', before), tell('Bob', after), tell('Bob', after)];
  assert.equal(await Promise.all(all), [undefined, undefined, undefined]);
  const names = [...roster.accounts.values()].map(({ name }) => name);
  assert.equal(names, ['Ann', 'Bob']);
  const both = [
    tell('Cid', after + 1_000_000),
    roster.upsertCharacter('moon', { account: 'a', character: 'c', name: 'Cid' }),
  ];
  assert.equal(await Promise.all(both), [undefined, undefined]);
  const account = roster.accountOf('moon', 'a')!;
  assert.is(account.name, 'Cid');
  assert.is(roster.characterOf(account.id, 'c')?.name, 'Cid');
});

test('[A96] a new account that could not be stored leaves the id with the one before', async () => {
  const on = await stage();
  const old = await told(on, 'Ann', before);
  on.store.refuse = 1;
  const refused = await on.roster.upsertAccount('moon', {
    account: 'a',
    name: 'Bob',
    created: after,
  });
  assert.is(refused?.code, 'storage_unavailable');
  assert.is(on.roster.accountOf('moon', 'a')!.id, old.account.id);
  assert.not(on.roster.isReplaced(old.account));
  assert.is((await told(on, 'Bob', after)).account.name, 'Bob');
});

test('[A97] a creation time told for the first time, not told, or less than a second away is of the same one', async () => {
  const first = await stage();
  const old = await told(first, 'Ann');
  const sames = [before + 123, undefined, before, before + 1_122, undefined];
  for (const created of sames) {
    const { account, character } = await told(first, 'Ann', created);
    assert.is(account.id, old.account.id);
    assert.is(character.id, old.character.id);
  }
  // It was remembered, so another is seen after a restart.
  const again = await stage(first.store);
  assert.is((await told(again, 'Ann', before)).account.id, old.account.id);
  assert.is.not((await told(again, 'Ann', before + 1_123)).account.id, old.account.id);
});

// [A98] Whose id was given to another may do nothing any more: no right, web session, link, code or
// Discord link of it is left, also where a stop came between, or where it was made at that moment.
test('[A98] whose id was given to another may do nothing any more, and its secrets open nothing', async () => {
  const store = new StageStore();
  const secrets = new StageSecrets();
  const on = await openAccess(store, secrets);
  const { roster, staff } = on;
  const tell = (created: number, name = 'Ann') =>
    roster.upsertAccount('moon', { account: 'a', name, created });
  await tell(before);
  const { id } = roster.accountOf('moon', 'a')!;
  const session = await on.webSessions.make(id, false);
  const link = await on.links.make(id, false);
  const code = await on.discordCodes.make(id, false);
  assert.ok(session.ok && link.ok && code.ok);
  await roster.discord.link(id, '200000000000000001');
  assert.ok(roster.rightsOf(id).size > 0);
  await staff.setGroups(id, ['moderators']);
  // As servers left it that let a shard replace whoever it was.
  const left = structuredClone([...store.kept]);
  await staff.setGroups(id, []);
  const changed: Array<string | undefined> = [];
  roster.onRightsChanged((account) => changed.push(account));

  await tell(after, 'Bob');
  await roster.settled();
  const anew = roster.accountOf('moon', 'a')!.id;
  assert.equal(changed, [id]);

  // What the server left when it was stopped right behind the write of the new account.
  const cut = new StageStore();
  for (const [key, value] of left) cut.kept.set(key, value);
  cut.kept.set(`roster account/${anew}`, store.kept.get(`roster account/${anew}`));
  const restarted = await openAccess(cut, secrets);
  await restarted.roster.settled();
  for (const access of [on, restarted]) {
    assert.is(access.roster.rightsOf(id).size, 0);
    assert.is(access.webSessions.find(session.value), undefined);
    assert.is((await access.links.spend(link.value)).kind, 'unknown');
    assert.is((await access.discordCodes.spend(code.value)).kind, 'unknown');
    assert.is(access.roster.discord.ofUser('200000000000000001'), undefined);
    assert.is(access.roster.discord.ofAccount(anew), undefined);
    assert.equal(access.staff.membersOf('moderators'), []);
    assert.equal([...access.roster.rightsOf(anew)], [...access.roster.rightsOf(anew, true)]);
  }
});

/** The world after so many writes more, as a stop leaves it: nothing that comes later is stored. */
function cutAfter(store: StageStore, writes: number): void {
  const { append } = store;
  let left = writes;
  store.append = (...wish) => {
    left -= 1;
    return left < 0 ? new Promise<never>(() => {}) : append(...wish);
  };
}

test('[A98] stopped behind whichever of its writes, giving an id to another is made whole by telling it again', async () => {
  const steps: string[][] = [];
  for (let writes = 0; writes < 6; writes += 1) {
    const store = new StageStore();
    const secrets = new StageSecrets();
    const first = await openAccess(store, secrets);
    const tell = ({ roster }: Access, created: number, name: string) =>
      roster.upsertAccount('moon', { account: 'a', name, created });
    await tell(first, before, 'Ann');
    const { id } = first.roster.accountOf('moon', 'a')!;
    const [session, link] = [
      await first.webSessions.make(id, false),
      await first.links.make(id, false),
    ];
    await first.roster.discord.link(id, '200000000000000001');
    await first.roster.settled();
    assert.ok(session.ok && link.ok);

    store.subjects.length = 0;
    cutAfter(store, writes);
    void tell(first, after, 'Bob');
    for (let turns = 0; turns < 100; turns += 1) await Promise.resolve();
    steps.push(store.subjects.slice(0, writes));

    const left = new StageStore();
    for (const [key, value] of store.kept) left.kept.set(key, value);
    const again = await openAccess(left, secrets);
    assert.is(await tell(again, after, 'Bob'), undefined);
    await again.roster.settled();
    const anew = again.roster.accountOf('moon', 'a')!;
    assert.equal([again.roster.accounts.size, anew.name], [2, 'Bob']);
    assert.ok(again.roster.isReplaced(again.roster.account(id)!));
    assert.is(again.webSessions.find(session.value), undefined);
    assert.is(again.links.find(link.value), undefined);
    assert.is(again.roster.discord.ofAccount(id), undefined);
  }
  const all = ['access', 'account.1', 'discord-links', 'numbers'];
  assert.equal([...new Set(steps.at(-1))].toSorted(), all);
});

// [A101] An account to which an operator gave groups or rights is not replaced by another creation
// time: what a shard tells so is refused and logged, nobody new plays as it, and once an operator
// took them away the new one gets the id.
test('[A101] whom an operator gave groups or rights is not replaced by another creation time', async () => {
  const on = await openAccess(new StageStore(), new StageSecrets());
  const { roster, staff } = on;
  const tell = (created: number | undefined, name = 'Ann') =>
    roster.upsertAccount('moon', { account: 'a', name, created });
  const character = (created?: number) =>
    roster.upsertCharacter('moon', { account: 'a', character: 'c', name: 'Cid', created });
  await tell(before);
  await character(before);
  const { id } = roster.accountOf('moon', 'a')!;
  const own = roster.characterOf(id, 'c')!;
  const contested: string[] = [];
  roster.onContested((account) => contested.push(account));
  const given = [
    [() => staff.setGroups(id, ['moderators']), () => staff.setGroups(id, [])],
    [() => staff.setRights(id, ['tickets.reply']), () => staff.setRights(id, [])],
  ] as const;
  for (const [give, take] of given) {
    await give();
    const held = roster.account(id);
    const rights = roster.rightsOf(id);
    assert.is((await tell(after, 'Bob'))?.code, 'right_missing');
    assert.equal(contested.splice(0), [id]);
    assert.equal(roster.account(id), held);
    assert.equal(roster.rightsOf(id), rights);
    assert.is(roster.accountOf('moon', 'a')!.id, id);
    // What is told of somebody new is not taken for what the one of before is.
    assert.is((await character(after))?.code, 'account_unknown');
    const link = { account: 'a', user: '200000000000000001' };
    assert.is((await roster.linkDiscord('moon', link))?.code, 'account_unknown');
    assert.equal(roster.characterOf(id, 'c'), own);
    // The right time is told again.
    assert.is(await tell(before), undefined);
    assert.is(await character(before), undefined);
    assert.equal(contested, []);
    await take();
  }
  assert.is(await tell(after, 'Bob'), undefined);
  assert.ok(roster.isReplaced(roster.account(id)!));
});

test('[A101] rights that are given while the shard tells of somebody new are kept', async () => {
  const { roster, staff, store } = await stage();
  await roster.upsertAccount('moon', { account: 'a', name: 'Ann', created: before });
  const { id } = roster.accountOf('moon', 'a')!;
  store.hold();
  const given = staff.setRights(id, ['tickets.reply']);
  while (store.writes.length < 2) await Promise.resolve();
  const anew = roster.upsertAccount('moon', { account: 'a', name: 'Bob', created: after });
  store.release();
  assert.ok((await given).ok);
  assert.is((await anew)?.code, 'right_missing');
  assert.is(roster.accountOf('moon', 'a')!.id, id);
});
