import { rights } from '../../protocol/permissions.ts';
import { searchPeople } from '../../server/identity/people-search.ts';
import { assert, suite } from '../support/suite.ts';
import { endlessTurns, turnsAfter } from '../support/turns.ts';
import { office, refusal, commands } from './office.ts';

const test = suite('rights of administrators');

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
