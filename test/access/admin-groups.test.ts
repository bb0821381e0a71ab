import { rights } from '../../protocol/permissions.ts';
import { refused } from '../../protocol/refusals.ts';
import { sentenceOf } from '../../protocol/refused.ts';
import { assert, suite } from '../support/suite.ts';
import { office, told, refusal } from './office.ts';

const test = suite('groups of accounts');

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
