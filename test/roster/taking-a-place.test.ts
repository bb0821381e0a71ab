import type { Access } from '../../server/identity/access.ts';
import { sentenceOf } from '../../protocol/refused.ts';
import { assert, suite } from '../support/suite.ts';
import { refusedSaying } from '../../protocol/refusals.ts';
import { byTurns, delayedHalves, upTo } from './halves.ts';
import { stage } from './stage.ts';

/** An id of a shard that somebody else has from now on, whatever is asked for at that moment. */
const test = suite('taking a place');

const [before, after] = [1_600_000_000_000, 1_700_000_000_000];

test('[A115] a hundred that tell of somebody new under an id make one in place of the one before', async () => {
  const { both, followed } = await delayedHalves();
  const tell = (access: Access, created: number, name: string) =>
    access.roster.upsertAccount('moon', { account: 'a', name, created });
  await tell(both[0], before, 'Ann');
  await followed();
  const refusals = await byTurns(both, upTo(100), (access, at) => tell(access, after, `Bob ${at}`));
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

// [A116] Of rights given to an account and somebody new under its id only one comes to be: either
// it keeps the id, or the rights are refused in words; who takes a place has the higher number.
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
    if (!result.ok)
      assert.match(sentenceOf(result.refusal), `account ${heir.name} (${heir.id}) has taken`);
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
  assert.equal(
    await given,
    refusedSaying(
      'account_unknown',
      'Ann (1) may do nothing any more: its shard gave its id to another player, and account Bob (5) has taken its place.',
    ),
  );
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

test('[A98] what is made at that moment for whom somebody new takes the place of opens nothing', async () => {
  const { both, followed } = await delayedHalves();
  const told = { account: 'a', name: 'Ann' };
  await both[0].roster.upsertAccount('moon', { ...told, created: before });
  for (let rounds = 1; rounds <= 20; rounds += 1) {
    await followed();
    const [one, other] = rounds % 2 === 0 ? both : [both[1], both[0]];
    const { id } = one.roster.accountOf('moon', 'a')!;
    const openings = [other.links, other.webSessions, other.discordCodes];
    const [refusal, ...outcomes] = await Promise.all([
      one.roster.upsertAccount('moon', { ...told, created: before + rounds * 1_000_000 }),
      ...upTo(24).map((turns) =>
        soon(turns, () => other.roster.discord.linkFromShard(id, '200000000000000001')),
      ),
      ...openings.flatMap((of) => upTo(24).map((turns) => soon(turns, () => of.make(id, false)))),
    ]);
    assert.is(refusal, undefined);
    await followed();
    for (const access of both) await access.roster.settled();
    await followed();
    const secrets = outcomes.flatMap((made) =>
      made && 'ok' in made && made.ok ? [made.value] : [],
    );
    for (const { links, webSessions, discordCodes, roster } of both) {
      assert.is(roster.discord.ofAccount(id), undefined);
      const open = secrets.filter(
        (secret) =>
          links.find(secret) !== undefined ||
          webSessions.find(secret) !== undefined ||
          discordCodes.find(secret) !== undefined,
      );
      assert.equal(open, []);
    }
  }
});

/** So many turns of the event loop later. */
async function soon<T>(turns: number, ask: () => Promise<T>): Promise<T> {
  for (let left = turns; left > 0; left -= 1) await new Promise((next) => setImmediate(next));
  return ask();
}
