import { codeStamp } from '../../actors/roster/tokens/discord-codes.ts';
import { Head } from '../../server/projections/head.ts';
import { inboundPeople } from '../../server/discord/inbound-views.ts';
import type { Access } from '../../server/identity/access.ts';
import { openAccess } from '../../server/identity/access.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import { DelayedLog } from '../support/delayed-log.ts';
import { faultyStorage } from '../support/faulty-storage.ts';
import { chanceOf } from '../support/seed.ts';
import { assert, suite } from '../support/suite.ts';
import { byTurns, Halves, upTo, valueOf } from './halves.ts';

const test = suite('what opens an account, over two servers');
const nobody = { person: { account: '', name: '', character: null, character_name: '' } };

function people(access: Access) {
  return inboundPeople(access, () => ({ ...nobody, rights: new Set() }));
}

async function accountOf({ staff }: Access, name = 'iris'): Promise<string> {
  return valueOf(await staff.createAccount({ name, groups: [] })).id;
}

test('[A108] of a hundred who try one sign-in link at once over two servers one is signed in', async () => {
  const halves = await Halves.open();
  const both = [halves.a.access, halves.b.access] as const;
  const account = await accountOf(both[0]);
  const link = valueOf(await both[0].links.make(account, false));
  await halves.followed();
  const tries = await byTurns(both, upTo(100), ({ links }) => links.spend(link));
  const kinds = tries.map(({ kind }) => kind).filter((kind) => kind !== 'unknown');
  assert.equal(kinds, ['spent']);
});

// [R62] A code is spent in the entry that links, by one of a hundred who try at once over two
// servers; while nothing can be stored it stays good, and a new password voids it.
test('[R62] of a hundred who type one code at once one is linked, in the entry that spends it', async () => {
  const halves = await Halves.open();
  const both = [halves.a.access, halves.b.access] as const;
  const account = await accountOf(both[0]);
  const code = valueOf(await both[0].discordCodes.make(account, false));
  await halves.followed();
  const entries: string[][] = [];
  halves.b.storage.records.onPuts(
    (puts) => entries.push(puts.map(({ key }) => key.split('/')[0]!)),
    () => {},
  );
  const users = upTo(100).map((n) => String(10n ** 18n + BigInt(n)));
  const tries = await byTurns(both, users, (access, user) => people(access).linkByCode(code, user));
  await halves.followed();
  const linked = tries.flatMap(({ kind }, at) => (kind === 'unknown' ? [] : [{ kind, at }]));
  assert.equal(
    linked.map(({ kind }) => kind),
    ['linked'],
  );
  for (const { roster } of both) {
    assert.is(roster.discord.ofAccount(account)?.user, users[linked[0]!.at]);
    assert.is([...roster.discord.values()].length, 1);
  }
  assert.equal(entries, [['discord-code', 'discord']]);
});

test('[R62] a code that is taken in two ways at once is taken in one', async () => {
  const halves = await Halves.open();
  const both = [halves.a.access, halves.b.access] as const;
  const account = await accountOf(both[0]);
  for (let round = 0; round < 10; round += 1) {
    const code = valueOf(await both[0].discordCodes.make(account, false));
    await halves.followed();
    const user = String(10n ** 18n + BigInt(round));
    const tries = await byTurns(
      both,
      upTo(10),
      async (access, n): Promise<{ readonly kind: string }> =>
        n % 2 === 0 ? people(access).linkByCode(code, user) : access.discordCodes.spend(code),
    );
    const taken = tries.map(({ kind }) => kind).filter((kind) => kind !== 'unknown');
    assert.is(taken.length, 1);
  }
});

test('[R62] a code whose link could not be stored is good still, one that may not link is spent', async () => {
  const { storage, faults } = faultyStorage(openMemoryStorage());
  const halves = await Halves.open();
  const access = await openAccess(storage.records, halves.secrets);
  const [account, other] = [await accountOf(access), await accountOf(access, 'bea')];
  const { discordCodes, roster } = access;
  const code = valueOf(await discordCodes.make(account, true));
  const user = String(10n ** 18n);
  faults.refuseWrites(1);
  assert.equal(await people(access).linkByCode(code, user), { kind: 'not_stored' });
  assert.is(roster.discord.ofUser(user), undefined);
  assert.equal(await people(access).linkByCode(code, user), { kind: 'linked', account });
  const restricted = valueOf(await discordCodes.make(other, true));
  assert.equal(await people(access).linkByCode(restricted, user), { kind: 'taken' });
  assert.is((await discordCodes.spend(restricted)).kind, 'unknown');
});

// [A109] A web session that was ended on one server opens nothing on another, and is told there.
test('[A109] a session that was ended on one server opens nothing on another, and is told there', async () => {
  const halves = await Halves.open();
  const { a, b } = halves;
  const account = await accountOf(a.access);
  const make = async () => valueOf(await a.access.webSessions.make(account, false));
  const told: string[] = [];
  b.access.webSessions.onEnded((id) => told.push(id));
  const secrets = [await make(), await make(), await make()];
  await halves.followed();
  const ids = secrets.map((secret) => b.access.webSessions.find(secret)!.id);
  const ticket = b.access.socketTickets.make(b.access.webSessions.find(secrets[0]!)!)!;
  await a.access.webSessions.revoke(secrets[0]!);
  await halves.followed();
  assert.is(b.access.webSessions.find(secrets[0]!), undefined);
  assert.is(b.access.webSessions.use(ids[0]!), false);
  assert.is(b.access.socketTickets.spend(ticket), undefined);
  // All that are left, also one that the other server made just now.
  const late = valueOf(await b.access.webSessions.make(account, false));
  await a.access.webSessions.revokeAll(account);
  await halves.followed();
  for (const { access } of [a, b]) {
    for (const secret of [...secrets, late]) assert.not(access.webSessions.find(secret));
  }
  assert.equal(told.slice(0, 3), ids);
  assert.is(told.length, 4);
});

test('[A109] whoever signs in while all sessions are ended on another server is out or was later', async () => {
  const halves = await Halves.open();
  const both = [halves.a.access, halves.b.access] as const;
  const account = await accountOf(both[0]);
  await halves.followed();
  const made = await byTurns(both, upTo(10), async ({ webSessions }, n) => {
    if (n % 5 === 4) return webSessions.revokeAll(account);
    return webSessions.make(account, false);
  });
  await halves.followed();
  const open = both.map(({ webSessions }) =>
    made.map((one) => typeof one === 'object' && one.ok && webSessions.find(one.value)?.id),
  );
  assert.equal(open[0], open[1]);
});

test('[H167] that holds as well where the password was set on another server, and is not known yet on this one', async () => {
  const halves = new Halves();
  const way = new DelayedLog(halves.log, chanceOf(1));
  const { access } = await halves.half();
  const account = await accountOf(access);
  assert.ok((await access.staff.setPassword(account, 'old')).ok);
  const storage = openMemoryStorage(way);
  const behind = await openAccess(storage.records, halves.secrets);
  await new Head(storage).reached();
  const shown = behind.roster.account(account)!.passwordHash;
  assert.is(shown, 'old');
  way.hold();
  assert.ok((await access.staff.setPassword(account, 'new')).ok);
  const made = behind.webSessions.make(account, false, {
    isStill: () => behind.roster.account(account)?.passwordHash === shown,
  });
  for (let turns = 0; turns < 20; turns += 1) await new Promise((next) => setImmediate(next));
  assert.is(behind.roster.account(account)!.passwordHash, 'old');
  way.release();
  assert.not((await made).ok);
  assert.equal(storage.tables.list('web', { prefix: 'session/', limit: 1 }), []);
});

test('[R62] a code that was made by an old password links nobody, also where it was made on a server that is behind', async () => {
  const halves = await Halves.open();
  const [one, other] = [halves.a.access, halves.b.access];
  const account = await accountOf(one);
  const known = one.roster.account(account)!;
  assert.ok((await one.staff.setPassword(account, 'new')).ok);
  await one.discordCodes.revokeAll(account);
  // As where the password is not known yet.
  const stamp = codeStamp(halves.secrets, known);
  const code = valueOf(await other.discordCodes.make(account, false, { stamp }));
  await halves.followed();
  const user = String(10n ** 18n);
  assert.equal(await people(one).linkByCode(code, user), { kind: 'unknown' });
  const now = codeStamp(halves.secrets, one.roster.account(account)!);
  const good = valueOf(await other.discordCodes.make(account, false, { stamp: now }));
  await halves.followed();
  assert.equal(await people(one).linkByCode(good, user), { kind: 'linked', account });
});
