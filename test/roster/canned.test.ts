import { CannedReplies } from '../../actors/roster/staff/canned.ts';
import { commandLine } from '../../actors/roster/staff/audit.ts';
import { limits } from '../../protocol/limits.ts';
import type { AdminCommand } from '../../protocol/admin.ts';
import { openAccess } from '../../server/identity/access.ts';
import { Admin } from '../../server/admin/admin.ts';
import { nodeSecrets } from '../../server/platform/secrets.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import { peopleData } from '../support/erasing.ts';
import { noWebhooks } from '../support/no-webhooks.ts';
import { assert, suite } from '../support/suite.ts';
import { endlessTurns } from '../support/turns.ts';
import { stage, StageStore } from './stage.ts';

const test = suite('canned replies');

async function canned(store = new StageStore()) {
  const on = await stage(store);
  return { ...on, canned: new CannedReplies(on.writer, on.secrets) };
}

const titles = (replies: readonly { readonly title: string }[]) =>
  replies.map(({ title }) => title);

async function office() {
  const storage = openMemoryStorage();
  const access = await openAccess(storage.records, nodeSecrets);
  const admin = new Admin({
    turns: endlessTurns(),
    access,
    ...peopleData(storage, access),
    tables: storage.tables,
    address: () => 'http://127.0.0.1:4600',
    shard: () => undefined,
    isPlaying: () => false,
    scriptFault: () => undefined,
    data: () => ({ of: 'data', client: null, channels: [], messages: [] }),
    discord: async () => ({ of: 'discord', state: 'off', problems: [], invite: null }),
    webhooks: noWebhooks,
  });
  const account = async (name: string, groups: readonly string[]): Promise<string> => {
    const made = await access.staff.createAccount({ name, groups });
    assert.ok(made.ok);
    return made.value.id;
  };
  const ask = (who: string, command: AdminCommand) =>
    admin.ask({ account: who, restricted: false }, command);
  return { access, admin, account, ask };
}

// [A80] A canned reply belongs to all of support or to one account; an account has its own at hand,
// then the shared ones, each the oldest first, also after a restart.
test('[A80] an account has its own replies, then the shared ones, the oldest first, also after a restart', async () => {
  const { canned: replies, secrets, store } = await canned();
  const add = async (owner: string | null, reply: string) => {
    secrets.time += 1;
    assert.is(await replies.set(owner, reply, { title: reply, text: 'Hello' }), 'durable');
  };
  await add(null, 'shared 1');
  await add('7', 'own 1');
  await add('8', 'of another');
  await add(null, 'shared 2');
  await add('7', 'own 2');
  // Changed, it keeps its place.
  secrets.time += 1;
  await replies.set('7', 'own 1', { title: 'own 1, changed', text: 'Hello' });
  const expected = ['own 1, changed', 'own 2', 'shared 1', 'shared 2'];
  assert.equal(titles(replies.of('7')), expected);
  assert.equal(
    replies.of('7').map(({ own }) => own),
    [true, true, false, false],
  );
  assert.equal(titles(replies.of('9')), ['shared 1', 'shared 2']);
  const again = await canned(store);
  assert.equal(titles(again.canned.of('7')), expected);
  assert.is(await again.canned.remove('7', 'own 2'), 'durable');
  assert.equal(titles(again.canned.of('7')), ['own 1, changed', 'shared 1', 'shared 2']);
});

test('[A80] what could not be stored is not there, and is not told', async () => {
  const { canned: replies, store } = await canned();
  const told: string[] = [];
  replies.onChanged((_, reply) => told.push(reply));
  store.refuse = 1;
  assert.is(await replies.set(null, 'a', { title: 'A', text: 'a' }), 'rejected');
  assert.equal([replies.of('7'), told], [[], []]);
});

// [A81] A canned reply has a title of one line and a text, both trimmed, bounded and without
// control characters, or it is refused in words; so is one more than an owner may have.
test('[A81] title and text are trimmed, bounded and without control characters, or refused in words', async () => {
  const { account, ask, access } = await office();
  const iris = await account('iris', ['moderators']);
  const set = async (title: string, text: string): Promise<string> => {
    const result = await ask(iris, { kind: 'own_canned_set', reply: 'r', title, text });
    return result.ok ? 'done' : result.refusal.code;
  };
  assert.is(await set('  Hello ', '\n Hello {player}\n\tand welcome \n'), 'done');
  const [reply] = access.canned.of(iris);
  assert.equal([reply?.title, reply?.text], ['Hello', 'Hello {player}\n\tand welcome']);
  assert.is(await set(' ', 'text'), 'text_blank');
  assert.is(await set('Hello', ' \n'), 'text_blank');
  assert.is(await set('two\nlines', 'text'), 'text_malformed');
  assert.is(await set('Hello', 'a\u0007b'), 'text_malformed');
  assert.is(await set('Hello', 'a\0b'), 'text_malformed');
  assert.is(await set('Hello', 'x'.repeat(limits.canned_text_chars_max)), 'done');
  assert.is(await set('Hello', 'x'.repeat(limits.canned_text_chars_max + 1)), 'text_too_long');
  assert.is(await set('x'.repeat(limits.canned_title_chars_max + 1), 'x'), 'text_too_long');
});

test('[A81] an owner has so many and no more, and what is there can still be changed', async () => {
  const { account, ask, access } = await office();
  const iris = await account('iris', ['administrators']);
  const set = (kind: 'canned_set' | 'own_canned_set', i: number) =>
    ask(iris, { kind, reply: `r${i}`, title: `T${i}`, text: 'text' });
  for (const [kind, max] of [
    ['canned_set', limits.canned_shared_max],
    ['own_canned_set', limits.canned_own_max],
  ] as const) {
    for (let i = 0; i < max; i++) assert.ok((await set(kind, i)).ok);
    const refused = await set(kind, max);
    assert.not(refused.ok);
    assert.ok((await set(kind, 0)).ok);
  }
  assert.is(access.canned.of(iris).length, limits.canned_shared_max + limits.canned_own_max);
});

// [A82] Shared canned replies need tickets.canned and leave a record of who changed what; own ones
// need access to the queue and leave none.
test('[A82] shared replies need tickets.canned and are audited, own ones are neither', async () => {
  const { account, ask, access, admin } = await office();
  const ada = await account('ada', ['administrators']);
  const iris = await account('iris', ['moderators']);
  const wish = { reply: 'r', title: 'Hello', text: 'Hello {player}' };
  const refused = await ask(iris, { kind: 'canned_set', ...wish });
  assert.not(refused.ok);
  assert.ok((await ask(iris, { kind: 'own_canned_set', ...wish })).ok);
  assert.ok((await ask(ada, { kind: 'canned_set', ...wish })).ok);
  assert.ok((await ask(ada, { kind: 'canned_set', ...wish, text: 'Hi' })).ok);
  assert.ok((await ask(ada, { kind: 'canned_remove', reply: 'r' })).ok);
  const records = access.audit.page(undefined, 9).records.toReversed();
  assert.equal(
    records.map(({ name, what, from, to }) => [name, what, from, to]),
    [
      ['ada', 'canned reply Hello', null, '{"title":"Hello","text":"Hello {player}"}'],
      [
        'ada',
        'canned reply Hello',
        '{"title":"Hello","text":"Hello {player}"}',
        '{"title":"Hello","text":"Hi"}',
      ],
      ['ada', 'canned reply Hello', '{"title":"Hello","text":"Hi"}', null],
    ],
  );
  assert.equal(titles(access.canned.of(iris)), ['Hello']);
  assert.equal(access.canned.of(ada), []);
  // The machine is nobody who has replies.
  const byHand = await admin.operate('own_canned_set', wish);
  assert.not(byHand.ok);
  assert.is(commandLine.account, null);
});

test('[A82] the longest text, in characters that JSON escapes, fits its record', async () => {
  const { account, ask, access } = await office();
  const ada = await account('ada', ['administrators']);
  const title = '"'.repeat(limits.canned_title_chars_max);
  for (const letter of ['"', '\\', '\n']) {
    const text = `a${letter.repeat(limits.canned_text_chars_max - 2)}a`;
    assert.ok((await ask(ada, { kind: 'canned_set', reply: 'r', title, text })).ok);
  }
  for (const { to } of access.audit.page(undefined, 9).records) {
    assert.ok(to !== null && to.length <= limits.audit_value_chars_max);
  }
});

test('[A83] a canned reply sent again is the same reply; removing one that is not there is done', async () => {
  const { account, ask, access } = await office();
  const ada = await account('ada', ['administrators']);
  const command = { kind: 'canned_set', reply: 'r', title: 'Hello', text: 'Hi' } as const;
  assert.ok((await ask(ada, command)).ok);
  assert.ok((await ask(ada, command)).ok);
  assert.is(access.canned.of(ada).length, 1);
  for (let i = 0; i < 2; i++) assert.ok((await ask(ada, { kind: 'canned_remove', reply: 'r' })).ok);
  assert.is(access.audit.page(undefined, 9).records.length, 2);
});
