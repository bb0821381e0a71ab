import { assert, suite } from '../support/suite.ts';
import { finished } from '../support/turns.ts';
import { stage, type Stage } from './stage.ts';

const test = suite('factions');

async function withPlayers(): Promise<Stage> {
  const on = await stage();
  for (const account of ['a-1', 'a-2', 'a-3']) {
    await on.roster.upsertAccount('moon', { account, name: account });
  }
  await on.roster.upsertAccount('mars', { account: 'a-1', name: 'other' });
  return on;
}

function numberOf({ roster }: Stage, account: string, shard = 'moon'): string {
  return roster.accountOf(shard, account)!.id;
}

// [A38] A faction has the members that its shard told last, as account numbers, also after a
// restart.
test('[A38] a faction has the members that its shard told last, as account numbers, also after a restart', async () => {
  const on = await withPlayers();
  const tell = (name: string, ...members: string[]) =>
    on.roster.upsertFaction('moon', { faction: 'f-1', name, members });
  assert.is(await tell('Dragons', 'a-1', 'a-2', 'a-1'), undefined);
  const [first] = on.roster.factionsOf('moon');
  assert.equal(first!.members, [numberOf(on, 'a-1'), numberOf(on, 'a-2')]);
  await tell('Old Dragons', 'a-3');
  for (const { roster } of [on, await stage(on.store, on.secrets)]) {
    assert.equal(roster.factionsOf('moon'), [
      { ...first!, name: 'Old Dragons', members: [numberOf(on, 'a-3')] },
    ]);
    assert.equal(roster.faction(first!.id)?.name, 'Old Dragons');
    assert.equal(roster.factionsOf('mars'), []);
  }
});

test('[A38] what was told before and did not change writes nothing', async () => {
  const on = await withPlayers();
  const told = { faction: 'f-1', name: 'Dragons', members: ['a-1'] };
  await on.roster.upsertFaction('moon', told);
  const writes = on.store.writes.length;
  assert.is(await on.roster.upsertFaction('moon', told), undefined);
  assert.is(on.store.writes.length, writes);
});

test("[A39] a faction's member whom this shard never told is refused by name, and nothing changes", async () => {
  const on = await withPlayers();
  await on.roster.upsertAccount('mars', { account: 'm-9', name: 'martian' });
  const refusal = await on.roster.upsertFaction('moon', {
    faction: 'f-1',
    name: 'Dragons',
    members: ['a-1', 'm-9'],
  });
  assert.equal(refusal, { code: 'account_unknown', detail: 'm-9' });
  assert.equal(on.roster.factionsOf('moon'), []);
});

test('[A40] a faction that is told without members is forgotten', async () => {
  const on = await withPlayers();
  const tell = (...members: string[]) =>
    on.roster.upsertFaction('moon', { faction: 'f-1', name: 'Dragons', members });
  const both = await Promise.all([tell('a-1'), tell()]);
  assert.equal(both, [undefined, undefined]);
  assert.equal(on.roster.factionsOf('moon'), []);
  await tell('a-1');
  assert.is(on.roster.factionsOf('moon').length, 1);
  await tell();
  assert.equal(on.roster.factionsOf('moon'), []);
  assert.equal(finished(on.roster.findFactions('dragons', 9)), []);
  assert.equal((await stage(on.store)).roster.factionsOf('moon'), []);
});

test('[A41] factions, accounts and characters have different numbers', async () => {
  const on = await withPlayers();
  await on.roster.upsertFaction('moon', { faction: 'f-1', name: 'Dragons', members: ['a-1'] });
  const { id } = on.roster.factionsOf('moon')[0]!;
  assert.is(on.roster.account(id), undefined);
  const { roster } = await stage(on.store, on.secrets);
  await roster.upsertAccount('moon', { account: 'a-9', name: 'late' });
  assert.ok(Number(roster.accountOf('moon', 'a-9')!.id) > Number(id));
});

test('[A42] a faction that could not be stored is refused as retryable', async () => {
  const on = await withPlayers();
  on.store.refuse = 1;
  const told = { faction: 'f-1', name: 'Dragons', members: ['a-1'] };
  const refusal = await on.roster.upsertFaction('moon', told);
  assert.is(refusal?.code, 'storage_unavailable');
  assert.equal(on.roster.factionsOf('moon'), []);
  assert.is(await on.roster.upsertFaction('moon', told), undefined);
  assert.is(on.roster.factionsOf('moon').length, 1);
});
