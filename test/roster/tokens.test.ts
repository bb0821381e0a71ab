import { rosterLimits } from '../../actors/roster/limits.ts';
import { openLinks } from '../../actors/roster/links.ts';
import { SocketTickets } from '../../actors/roster/socket-tickets.ts';
import { openWebSessions } from '../../actors/roster/web-sessions.ts';
import type { Tokens } from '../../actors/roster/tokens.ts';
import { assert, suite } from '../support/suite.ts';
import { stage, StageSecrets } from './stage.ts';

const test = suite('tokens');

async function made(tokens: Tokens, account = '7', restricted = false): Promise<string> {
  const token = await tokens.make(account, restricted);
  if (!token.ok) throw new Error(token.sentence);
  return token.value;
}

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

test('[A21] no secret is stored, only its hash', async () => {
  const { writer, secrets, store } = await stage();
  const kept = [
    await made(openLinks(writer, secrets)),
    await made(openWebSessions(writer, secrets)),
  ];
  const stored = JSON.stringify([...store.kept]);
  for (const secret of kept) assert.not(stored.includes(secret));
  for (const secret of kept) assert.ok(stored.includes(secrets.hash(secret)));
});

test('[A22] one account holds so many links, and a new one takes the place of the oldest', async () => {
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

test('[A23] a browser stays signed in for 30 days, over a restart, until it is signed out', async () => {
  const first = await stage();
  const token = await made(openWebSessions(first.writer, first.secrets), '7', true);
  const { writer, secrets } = await stage(first.store, first.secrets);
  const sessions = openWebSessions(writer, secrets);
  const other = await made(sessions, '7');
  secrets.time += 30 * 24 * 60 * 60 * 1000 - 1;
  assert.is(sessions.find(token)!.restricted, true);
  assert.ok(await sessions.revoke(token));
  assert.is(sessions.find(token), undefined);
  assert.is(sessions.find(other)!.account, '7');
  secrets.time += 1;
  assert.is(sessions.find(other), undefined);
});

test('[A23] all browsers of an account are signed out together', async () => {
  const { writer, secrets } = await stage();
  const sessions = openWebSessions(writer, secrets);
  const own = [await made(sessions), await made(sessions)];
  const other = await made(sessions, '8');
  assert.ok(await sessions.revokeAll('7'));
  assert.equal(
    own.map((token) => sessions.find(token)),
    [undefined, undefined],
  );
  assert.ok(sessions.find(other));
});

test('[A24] a socket ticket opens one socket within 30 s', () => {
  const secrets = new StageSecrets();
  const tickets = new SocketTickets(secrets);
  const [early, late] = [tickets.make('7', true)!, tickets.make('7', false)!];
  secrets.time += 29_999;
  assert.equal(tickets.spend(early), { account: '7', restricted: true });
  assert.is(tickets.spend(early), undefined);
  secrets.time += 1;
  assert.is(tickets.spend(late), undefined);
});

test('[A24] socket tickets are bounded, of one account and of all', () => {
  const secrets = new StageSecrets();
  const tickets = new SocketTickets(secrets);
  const first = tickets.make('7', false)!;
  for (let n = 0; n < rosterLimits.account_socket_tickets_max; n += 1) tickets.make('7', false);
  assert.is(tickets.spend(first), undefined);
  const last = Array.from({ length: rosterLimits.socket_tickets_max }, (_, n) =>
    tickets.make(`of ${n}`, false),
  ).at(-1);
  assert.is(last, undefined);
  secrets.time += rosterLimits.socket_ticket_life_ms;
  assert.ok(tickets.make('late', false));
});
