import { rosterLimits } from '../../actors/roster/roster-limits.ts';
import { openLinks } from '../../actors/roster/tokens/links.ts';
import { SocketTickets } from '../../actors/roster/tokens/socket-tickets.ts';
import { WebSessions } from '../../actors/roster/tokens/web-sessions.ts';
import type { Tokens } from '../../actors/roster/tokens/tokens.ts';
import { sentenceOf } from '../../protocol/refused.ts';
import { assert, suite } from '../support/suite.ts';
import { stage, StageSecrets, type Stage } from './stage.ts';

const test = suite('tokens');

const hour_ms = 60 * 60 * 1000;
const day_ms = 24 * hour_ms;

/** Account 1 may do more than a player. */
function openSessions(
  { writer, markers }: Pick<Stage, 'writer' | 'markers'>,
  secrets: StageSecrets,
): WebSessions {
  return new WebSessions(writer, markers, secrets, {
    life_ms: () => 30 * day_ms,
    idle_ms: ({ account }) => (account === '1' ? day_ms : Infinity),
  });
}

async function made(
  tokens: Pick<Tokens, 'make'>,
  account = '7',
  restricted = false,
): Promise<string> {
  const token = await tokens.make(account, restricted);
  if (!token.ok) throw new Error(sentenceOf(token.refusal));
  return token.value;
}

// [A19] A sign-in link is spent once, by one of all who try at once, also over a crash.
test('[A19] a sign-in link is spent once, by one of all who try at once', async () => {
  const { writer, secrets } = await stage();
  const links = openLinks(writer, secrets);
  const secret = await made(links, '7', true);
  const tries = await Promise.all(Array.from({ length: 20 }, () => links.spend(secret)));
  const spent = tries.filter(({ kind }) => kind === 'spent');
  assert.is(spent.length, 1);
  assert.equal(
    spent[0]!.kind === 'spent' && [spent[0]!.grant.account, spent[0]!.grant.restricted],
    ['7', true],
  );
  assert.is((await links.spend(secret)).kind, 'unknown');
});

test('[A19] a link that is spent stays spent after a restart, and one that is not stays good', async () => {
  const first = await stage();
  const links = openLinks(first.writer, first.secrets);
  const [spent, unspent] = [await made(links), await made(links)];
  await links.spend(spent);
  const again = await stage(first.store, first.secrets);
  const linksAgain = openLinks(again.writer, again.secrets);
  assert.is((await linksAgain.spend(spent)).kind, 'unknown');
  assert.is((await linksAgain.spend(unspent)).kind, 'spent');
});

test('[A19] a link whose spending could not be stored is not spent', async () => {
  const { writer, secrets, store } = await stage();
  const links = openLinks(writer, secrets);
  const secret = await made(links);
  store.refuse = 1;
  assert.is((await links.spend(secret)).kind, 'storage');
  assert.is((await links.spend(secret)).kind, 'spent');
});

test('[A20] a link is good for 10 minutes', async () => {
  const { writer, secrets } = await stage();
  const links = openLinks(writer, secrets);
  const [early, late] = [await made(links), await made(links)];
  secrets.time += 10 * 60 * 1000 - 1;
  assert.is((await links.spend(early)).kind, 'spent');
  secrets.time += 1;
  assert.is((await links.spend(late)).kind, 'unknown');
});

test('[A21] no link or session secret is stored, only its hash', async () => {
  const { writer, markers, secrets, store } = await stage();
  const kept = [
    await made(openLinks(writer, secrets)),
    await made(openSessions({ writer, markers }, secrets)),
  ];
  const stored = JSON.stringify([...store.kept]);
  for (const secret of kept) assert.not(stored.includes(secret));
  for (const secret of kept) assert.ok(stored.includes(secrets.hash(secret)));
});

test('[A22] an account holds a bounded number of links; a new one takes the place of the oldest', async () => {
  const { writer, secrets, store } = await stage();
  const links = openLinks(writer, secrets);
  const other = await made(links, '8');
  const own: string[] = [];
  for (let n = 0; n <= rosterLimits.account_links_max; n += 1) {
    secrets.time += 1;
    own.push(await made(links));
  }
  assert.is(links.find(own[0]!), undefined);
  for (const secret of [other, ...own.slice(1)]) assert.ok(links.find(secret));
  // What is over goes from the disk too.
  secrets.time += rosterLimits.link_life_ms;
  await made(links);
  assert.is([...store.kept.keys()].filter((key) => key.startsWith('web link/')).length, 1);
});

// [A23] A browser stays signed in for 30 days, over a restart, until it is signed out or its time
// is over.
test('[A23] a browser stays signed in for 30 days, over a restart, until it is signed out', async () => {
  const first = await stage();
  const token = await made(openSessions(first, first.secrets), '7', true);
  const { writer, markers, secrets } = await stage(first.store, first.secrets);
  const sessions = openSessions({ writer, markers }, secrets);
  const other = await made(sessions, '7');
  secrets.time += 30 * day_ms - 1;
  assert.is(sessions.find(token)!.restricted, true);
  assert.ok(await sessions.revoke(token));
  assert.is(sessions.find(token), undefined);
  assert.is(sessions.find(other)!.account, '7');
  secrets.time += 1;
  assert.is(sessions.find(other), undefined);
});

test('[A23] all browsers of an account are signed out together', async () => {
  const { writer, markers, secrets } = await stage();
  const sessions = openSessions({ writer, markers }, secrets);
  const own = [await made(sessions), await made(sessions)];
  const other = await made(sessions, '8');
  assert.ok(await sessions.revokeAll('7'));
  assert.equal(
    own.map((token) => sessions.find(token)),
    [undefined, undefined],
  );
  assert.ok(sessions.find(other));
});

// [A24] A socket ticket opens one socket within 30 s; tickets are bounded.
test('[A24] a socket ticket opens one socket within 30 s', () => {
  const secrets = new StageSecrets();
  const tickets = new SocketTickets(secrets, () => true);
  const [early, late] = [tickets.make(session('7', true))!, tickets.make(session('7'))!];
  secrets.time += 29_999;
  assert.equal(tickets.spend(early), session('7', true));
  assert.is(tickets.spend(early), undefined);
  secrets.time += 1;
  assert.is(tickets.spend(late), undefined);
});

test('[A24] socket tickets are bounded, of one account and of all', () => {
  const secrets = new StageSecrets();
  const tickets = new SocketTickets(secrets, () => true);
  const first = tickets.make(session('7'))!;
  for (let n = 0; n < rosterLimits.account_socket_tickets_max; n += 1) tickets.make(session('7'));
  assert.is(tickets.spend(first), undefined);
  const last = Array.from({ length: rosterLimits.socket_tickets_max }, (_, n) =>
    tickets.make(session(`of ${n}`)),
  ).at(-1);
  assert.is(last, undefined);
  secrets.time += rosterLimits.socket_ticket_life_ms;
  assert.ok(tickets.make(session('late')));
});

// [A86] Whoever has more rights than a player is signed out of a browser without an open page after
// 24 hours, also over a restart; the last use is stored to five minutes.
test('[A86] whoever has more rights than a player is signed out after a day without use, also over a restart', async () => {
  const first = await stage();
  const sessions = openSessions(first, first.secrets);
  const [staff, player] = [await made(sessions, '1'), await made(sessions, '7')];
  first.secrets.time += day_ms - 1;
  assert.ok(sessions.find(staff));
  await first.markers.written();
  const again = openSessions(await stage(first.store), first.secrets);
  first.secrets.time += day_ms - 1;
  const { id } = again.find(staff)!;
  // A page that is open uses it.
  for (let hours = 0; hours < 48; hours += 1) {
    first.secrets.time += hour_ms;
    assert.ok(again.use(id));
  }
  first.secrets.time += day_ms;
  assert.is(again.use(id), false);
  assert.is(again.find(staff), undefined);
  assert.ok(again.find(player));
});

test('[A86] the last use is written every five minutes at most, however often it is used', async () => {
  const { writer, markers, secrets, store } = await stage();
  const sessions = openSessions({ writer, markers }, secrets);
  const { id } = sessions.find(await made(sessions, '1'))!;
  store.writes.length = 0;
  for (let seconds = 0; seconds < 3600; seconds += 1) {
    secrets.time += 1000;
    sessions.use(id);
    if (seconds % 60 === 0) await markers.written();
  }
  await markers.written();
  const key = `used/${id}`;
  assert.is(store.writes.length, 12);
  for (const puts of store.writes)
    assert.equal(
      puts.map((put) => put.key),
      [key],
    );
  assert.is(store.kept.get(`web ${key}`), secrets.time);
});

test('[A86] a session of a version that did not store its use counts as used when the folder is opened', async () => {
  const first = await stage();
  const token = await made(openSessions(first, first.secrets), '1');
  first.store.kept.delete(`web used/${first.secrets.hash(token)}`);
  first.secrets.time += 3 * day_ms;
  const { writer, markers, secrets } = await stage(first.store, first.secrets);
  const sessions = openSessions({ writer, markers }, secrets);
  secrets.time += day_ms - 1;
  assert.ok(sessions.find(token));
});

test('[A86] the last use that an earlier version kept with the session counts, and a later one above it', async () => {
  const first = await stage();
  const token = await made(openSessions(first, first.secrets), '1');
  const id = first.secrets.hash(token);
  const used = first.secrets.time + hour_ms;
  const grant = first.store.kept.get(`web session/${id}`) as object;
  first.store.kept.set(`web session/${id}`, { ...grant, used });
  first.store.kept.delete(`web used/${id}`);
  const isOpen = async (time: number): Promise<boolean> => {
    const next = await stage(first.store, first.secrets);
    first.secrets.time = time;
    return openSessions(next, first.secrets).use(id);
  };
  assert.not(await isOpen(used + day_ms));
  assert.ok(await isOpen(used + day_ms - 1));
  first.store.kept.set(`web used/${id}`, used - 1);
  assert.ok(await isOpen(used + day_ms - 1));
  first.store.kept.set(`web used/${id}`, used + 2);
  assert.ok(await isOpen(used + day_ms + 1));
});

// [A87] Every web session that ends is told, whatever ended it, and its socket tickets open nothing
// any more.
test('[A87] a socket ticket is good no longer than the session it was made for', async () => {
  const { writer, markers, secrets } = await stage();
  const sessions = openSessions({ writer, markers }, secrets);
  const tickets = new SocketTickets(secrets, (id) => sessions.use(id));
  const [out, stays] = [await made(sessions), await made(sessions)];
  const [late, good] = [out, stays].map((token) => tickets.make(sessions.find(token)!)!);
  await sessions.revoke(out);
  assert.is(tickets.spend(late!), undefined);
  assert.is(tickets.spend(good!)!.account, '7');
});

test('[A87] every session that ends is told, the one that makes room for a newer one too', async () => {
  const { writer, markers, secrets } = await stage();
  const sessions = openSessions({ writer, markers }, secrets);
  const ended: string[] = [];
  sessions.onEnded((id) => ended.push(id));
  const own: string[] = [];
  for (let n = 0; n <= rosterLimits.account_web_sessions_max; n += 1) {
    secrets.time += 1;
    own.push(await made(sessions));
  }
  await writer.settled();
  assert.equal(ended, [secrets.hash(own[0]!)]);
  await sessions.revoke(own[1]!);
  assert.is(ended.at(-1), secrets.hash(own[1]!));
  await sessions.revokeAll('7');
  assert.is(ended.length, own.length);
});

function session(account: string, restricted = false) {
  return { id: `session of ${account}`, account, restricted };
}
