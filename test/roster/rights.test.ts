import { isIdle, rights } from '../../protocol/permissions.ts';
import { playerRights, shippedGroups } from '../../actors/roster/staff/groups.ts';
import { sentenceOf } from '../../protocol/refused.ts';
import { assert, suite } from '../support/suite.ts';
import { stage, type Stage } from './stage.ts';

const test = suite('rights');

const sorted = (held: Iterable<string>): string[] => [...held].toSorted();

async function staffOf({ staff }: Stage, name: string, ...groups: string[]): Promise<string> {
  const made = await staff.createAccount({ name, groups });
  if (!made.ok) throw new Error(sentenceOf(made.refusal));
  return made.value.id;
}

// [A12] An account has its own rights, those of its groups and those of the default groups, and of
// no other however its name reads.
test('[A12] an account has its own rights, those of its groups and those of the default groups', async () => {
  const on = await stage();
  await on.roster.upsertAccount('moon', { account: 'a-1', name: 'Ann' });
  const player = on.roster.accountOf('moon', 'a-1')!.id;
  const moderator = await staffOf(on, 'mo', 'moderators');
  const administrator = await staffOf(on, 'ada', 'administrators');
  assert.equal(sorted(on.roster.rightsOf(player)), sorted(playerRights));
  assert.is(on.roster.rightsOf(moderator).size, 11);
  assert.ok(on.roster.rightsOf(moderator).has('tickets.reply'));
  assert.not(on.roster.rightsOf(moderator).has('tickets.settings'));
  assert.equal(sorted(on.roster.rightsOf(administrator)), sorted(rights));
  await on.staff.setRights(player, ['tickets.export']);
  assert.ok(on.roster.rightsOf(player).has('tickets.export'));
  assert.is(on.roster.rightsOf('4711').size, 0);
});

test('[A121] administrators hold every right, also one that is newer than their group as it is stored', async () => {
  const on = await stage();
  const administrator = await staffOf(on, 'ada', 'administrators');
  await on.staff.setGroup({ name: 'administrators', rights: ['tickets.view'], byDefault: false });
  const { roster } = await stage(on.store);
  assert.equal(sorted(roster.rightsOf(administrator)), sorted(rights));
});

test('[A122] a right that opens nothing yet is in no shipped group but that of administrators', () => {
  const idle = shippedGroups.flatMap(({ name, rights: held }) =>
    name === 'administrators' ? [] : held.filter((right) => isIdle(right)),
  );
  assert.equal(idle, []);
  assert.ok(isIdle('tickets.mute'));
});

test('[A12] groups whose names are put together alike share no rights', async () => {
  const on = await stage();
  const group = (name: string, ...of: Array<'tickets.reply' | 'tickets.settings'>) =>
    on.staff.setGroup({ name, rights: of, byDefault: false });
  await Promise.all([group('night'), group('watch'), group('night watch', 'tickets.settings')]);
  const head = await staffOf(on, 'head', 'night watch');
  const member = await staffOf(on, 'member', 'night', 'watch');
  assert.ok(on.roster.rightsOf(head).has('tickets.settings'));
  assert.not(on.roster.rightsOf(member).has('tickets.settings'));
});

test('[A13] a change of groups, or of a group, acts at once and is told', async () => {
  const on = await stage();
  const id = await staffOf(on, 'mo', 'moderators');
  const other = await staffOf(on, 'bo');
  const told: Array<string | undefined> = [];
  on.roster.onRightsChanged((account) => told.push(account));
  assert.ok(on.roster.rightsOf(id).has('tickets.reply'));
  await on.staff.setGroups(id, []);
  assert.not(on.roster.rightsOf(id).has('tickets.reply'));
  assert.equal(told, [id]);
  await on.staff.setGroup({
    name: 'players',
    rights: ['tickets.view'],
    byDefault: true,
  });
  assert.equal(told, [id, undefined]);
  assert.equal([...on.roster.rightsOf(other)], ['tickets.view']);
  // A restart ships nothing over what was changed.
  const { roster } = await stage(on.store);
  assert.equal([...roster.rightsOf(other)], ['tickets.view']);
});

test('[A14] a restricted session has the five player-facing rights at most, whoever it is of', async () => {
  const on = await stage();
  const id = await staffOf(on, 'ada', 'administrators');
  await staffOf(on, 'root', 'administrators');
  const principal = on.roster.principal(id, true, null);
  assert.equal(sorted(principal.rights), sorted(playerRights));
  assert.is(principal.person.name, 'ada');
  await on.staff.setGroup({ name: 'players', rights: [], byDefault: true });
  await on.staff.setGroups(id, ['moderators']);
  assert.is(on.roster.rightsOf(id, true).size, 0);
});

test('[A15] what a shard tells of an account changes no group, right or password', async () => {
  const on = await stage();
  await on.roster.upsertAccount('moon', { account: 'a-1', name: 'Ann' });
  const { id } = on.roster.accountOf('moon', 'a-1')!;
  await on.staff.setGroups(id, ['moderators']);
  await on.staff.setPassword(id, 'kept');
  const told = {
    account: 'a-1',
    name: 'Anne',
    groups: ['administrators'],
    rights: ['tickets.erase'],
  };
  await on.roster.upsertAccount('moon', told);
  const { name, groups, rights: own, passwordHash } = on.roster.account(id)!;
  assert.equal(
    { name, groups, own, passwordHash },
    {
      name: 'Anne',
      groups: ['moderators'],
      own: [],
      passwordHash: 'kept',
    },
  );
});
