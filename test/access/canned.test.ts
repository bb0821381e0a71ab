import type { AdminCommand, CannedReply } from '../../protocol/admin.ts';
import { limits } from '../../protocol/limits.ts';
import { codeOf, Running, type Client } from '../support/running-server.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('canned replies over sockets', { limit_ms: 60_000 });

let server: Running;
let ada: Client;

test.before(async () => {
  server = await Running.start();
  await server.operate('account_add', { name: 'ada', groups: ['administrators'] });
  ada = await server.signIn('ada');
});
test.after(() => server?.stop());

async function change(client: Client, command: AdminCommand): Promise<void> {
  const answer = await client.ask({ t: 'admin', do: command });
  assert.is(answer.t, 'done', JSON.stringify(answer));
}

/** What a client holds that was told the state and all that followed. */
function held(client: Client): CannedReply[] {
  const replies = new Map<string, CannedReply>();
  for (const message of client.messages) {
    if (message.t !== 'state' && message.t !== 'event') continue;
    const { is } = message;
    if (is.on !== 'canned') continue;
    const put = 'put' in is ? is.put : is.replies;
    if ('removed' in is) for (const { reply, own } of is.removed) replies.delete(`${own} ${reply}`);
    for (const reply of put) replies.set(`${reply.own} ${reply.reply}`, reply);
  }
  return [...replies.values()];
}

const titles = (client: Client) =>
  held(client)
    .map(({ title }) => title)
    .toSorted();

/** Resolves when nothing is under way to this client any more. */
const flushed = (client: Client) =>
  client.ask({ t: 'find', what: 'accounts', words: 'zz', limit: 1 });

// [W70] A watch of the canned replies begins with all there are, in several frames if need be;
// shared ones are told to all who watch, own ones to their account alone.
test('[W70] shared replies are told to all who watch, own ones to their account alone', async () => {
  await server.operate('account_add', { name: 'iris', groups: ['moderators'] });
  await server.operate('account_add', { name: 'ben', groups: ['moderators'] });
  const [iris, irisToo, ben] = [
    await server.signIn('iris'),
    await server.signIn('iris'),
    await server.signIn('ben'),
  ];
  const shared = { reply: 's', title: 'Shared', text: 'Hello {player}' };
  await change(ada, { kind: 'canned_set', ...shared });
  for (const one of [iris, irisToo, ben]) await one.watch(1, { on: 'canned' });
  assert.equal(titles(ben), ['Shared']);
  await change(iris, { kind: 'own_canned_set', reply: 's', title: 'Mine', text: 'Hi' });
  await change(ada, { kind: 'canned_set', ...shared, title: 'Shared 2' });
  for (const one of [iris, irisToo, ben]) await flushed(one);
  assert.equal(titles(iris), ['Mine', 'Shared 2']);
  assert.equal(titles(irisToo), ['Mine', 'Shared 2']);
  assert.equal(titles(ben), ['Shared 2']);
  await change(ada, { kind: 'canned_remove', reply: 's' });
  await flushed(irisToo);
  assert.equal(titles(irisToo), ['Mine']);
  const again = await iris.watch(2, { on: 'canned' });
  assert.ok(again.t === 'state' && again.is.on === 'canned');
  assert.equal(again.is.replies, held(irisToo));
});

test('[W70] as many of the longest as there may be arrive in frames that fit', async () => {
  await server.operate('account_add', { name: 'max', groups: ['administrators'] });
  const max = await server.signIn('max');
  const text = '龍'.repeat(limits.canned_text_chars_max);
  const title = '龍'.repeat(limits.canned_title_chars_max);
  for (let i = 0; i < limits.canned_shared_max; i++) {
    await change(max, { kind: 'canned_set', reply: `${i}`, title, text });
  }
  for (let i = 0; i < limits.canned_own_max; i++) {
    await change(max, { kind: 'own_canned_set', reply: `${i}`, title, text });
  }
  await max.watch(1, { on: 'canned' });
  await flushed(max);
  assert.is(held(max).length, limits.canned_shared_max + limits.canned_own_max);
  const longest = Math.max(...max.frames.map((frame) => Buffer.byteLength(frame)));
  assert.ok(longest < limits.frame_out_bytes_max, `${longest} bytes`);
});

// [W71] Only access to the queue or tickets.canned watches the canned replies, while it lasts.
test('[W71] only access to the queue or tickets.canned watches them, and only while it lasts', async () => {
  const clerk = await server.account('clerk', ['tickets.canned']);
  const player = await server.account('player', []);
  const [writer, stranger] = [await server.signIn('clerk'), await server.signIn('player')];
  assert.is((await writer.watch(1, { on: 'canned' })).t, 'state');
  assert.is(codeOf(await stranger.watch(1, { on: 'canned' })), 'right_missing');
  const before = writer.frames.length;
  await server.setRights(clerk, []);
  const gone = await writer.next((message) => message.t === 'gone', before);
  assert.is(codeOf(gone), 'right_missing');
  await server.setRights(player, ['tickets.reply']);
  assert.is((await stranger.watch(2, { on: 'canned' })).t, 'state');
});
