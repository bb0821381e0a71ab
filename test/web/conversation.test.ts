import {
  conversationOf,
  forgetConversations,
  setDraft,
  type Mode,
  type Outgoing,
} from '../../clients/web/ticket/conversation.ts';
import { forgetNotes, resendKept, sendDraft } from '../../clients/web/ticket/send.ts';
import { forgetStored, notShown } from '../../clients/web/ticket/outgoing.ts';
import { forgetOldDrafts, isKeeping, keep, keptNames } from '../../clients/web/lib/keep.ts';
import {
  forgetNewTicket,
  keepNewTicket,
  keptNewTicket,
} from '../../clients/web/compose/new-draft.ts';
import { speak } from '../../clients/web/i18n/texts.ts';
import { Connection } from '../../clients/core/connection.ts';
import type { RequestOutcome } from '../../clients/core/requests.ts';
import type { Entry } from '../../protocol/ticket.ts';
import { quiet } from '../core/fake-clock.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('conversation');
test.before(() => speak('en'));

const target = { account: '9', ticket: 't1', as: 'support' } as const;

/** The storage of one browser, whose names are its own keys. */
class BrowserStorage {
  setItem(name: string, value: string): void {
    const used = Object.values(this).reduce((sum, one: string) => sum + one.length, value.length);
    if (used > quota_chars) throw new Error('QuotaExceededError');
    Object.assign(this, { [name]: value });
  }

  getItem(name: string): string | null {
    return (Reflect.get(this, name) as string | undefined) ?? null;
  }

  removeItem(name: string): void {
    Reflect.deleteProperty(this, name);
  }
}

let quota_chars = Infinity;

declare global {
  // Of the browser, whose types the tests are not built with.
  var localStorage: BrowserStorage;
}

/** A connection that ends every command in one way. */
class Ending extends Connection {
  readonly asked: string[] = [];
  readonly #outcome: RequestOutcome;

  constructor(outcome: RequestOutcome) {
    super({ socket: () => Promise.reject(new Error()), auth: () => Promise.resolve(undefined) });
    this.#outcome = outcome;
  }

  override command(...[command, , id]: Parameters<Connection['command']>): Promise<RequestOutcome> {
    this.asked.push(`${id} ${command.kind === 'post_message' ? command.body : command.kind}`);
    return Promise.resolve(this.#outcome);
  }
}

test.before.each(() => {
  globalThis.localStorage = new BrowserStorage();
});
test.after.each(() => {
  quota_chars = Infinity;
  forgetConversations();
  Reflect.deleteProperty(globalThis, 'localStorage');
});

// [U120] A message of which it is not known whether it was stored stays under its id, and the next
// connection sends it.
test('[U120] a message whose connection ended for good is sent by the next one as the same message', async () => {
  const conversation = conversationOf(target);
  setDraft(conversation, { reply: 'On my way' });
  const first = new Ending({ t: 'ended' });
  sendDraft(first, conversation, 'reply', 0);
  await quiet();
  assert.is(conversation.draft.value.reply, '');
  assert.equal(
    conversation.outgoing.value.map(({ text, seq }) => [text, seq]),
    [['On my way', undefined]],
  );

  const next = new Ending({ t: 'done', id: 'c1', seq: 3 });
  resendKept(next, target.account);
  await quiet();
  assert.is(first.asked.length, 1);
  assert.equal(next.asked, first.asked);
  assert.equal(
    conversation.outgoing.value.map(({ seq }) => seq),
    [3],
  );
});

// [U447] A message that is being sent and the entry that came of it are not shown side by side: the
// entry takes its place as it comes.
test('[U447] the entry that came of a message takes its place before the answer comes, and no other does', () => {
  const message = (text: string, mode: Mode = 'reply'): Outgoing => {
    return { id: text, mode, text, after: 4, seq: undefined };
  };
  const said = (seq: number, body: string, more: object = {}): Entry => {
    const by = { account: target.account, side: 'support', name: 'iris' };
    return { seq, at: 1, by, surface: 'web', what: { kind: 'message', body }, ...more } as Entry;
  };
  const left = (outgoing: Outgoing[], ...entries: Entry[]): string[] =>
    notShown(outgoing, entries, target.account).map(({ text }) => text);

  const ok = message(' ok ');
  assert.equal(left([ok]), [' ok ']);
  assert.equal(left([ok], said(5, 'ok')), []);
  // What was there before, what others say, other words, and what others may read.
  assert.equal(left([ok], said(4, 'ok')), [' ok ']);
  assert.equal(left([ok], said(5, 'ok', { by: { account: '7' } })), [' ok ']);
  assert.equal(left([ok], said(5, 'okay')), [' ok ']);
  assert.equal(left([ok], said(5, '', { what: { kind: 'note', body: 'ok' } })), [' ok ']);
  assert.equal(
    left([message('ok', 'note')], said(5, '', { what: { kind: 'note', body: 'ok' } })),
    [],
  );
  // One entry stands for one message, and for none where it is known whose it is.
  assert.equal(left([ok, ok], said(5, 'ok')), [' ok ']);
  assert.equal(left([ok, ok], said(5, 'ok'), said(6, 'ok')), []);
  assert.equal(left([{ ...ok, seq: 5 }, ok], said(5, 'ok')), [' ok ']);
  // Stored, and not told here yet.
  assert.equal(left([{ ...ok, seq: 6 }], said(5, 'else')), [' ok ']);
});

test('[U447] the entry of an answered message does not take the place of the next one of the same words', async () => {
  const conversation = conversationOf(target);
  for (const outcome of [{ t: 'done', id: 'c1', seq: 5 }, { t: 'ended' }] as const) {
    setDraft(conversation, { reply: 'ok' });
    sendDraft(new Ending(outcome), conversation, 'reply', 4);
  }
  await quiet();
  forgetStored(conversation, 5);
  const by = { account: target.account, side: 'support', name: 'iris' } as const;
  const what = { kind: 'message', body: 'ok' } as const;
  const entry = { seq: 5, at: 1, by, surface: 'web', what } as unknown as Entry;
  const left = notShown(conversation.outgoing.value, [entry], target.account);
  assert.equal(
    left.map(({ text }) => text),
    ['ok'],
  );
});

test('[U120] a message that was never sent, or was refused, is a draft again', async () => {
  const conversation = conversationOf(target);
  setDraft(conversation, { reply: 'On my way' });
  sendDraft(new Ending({ t: 'full' }), conversation, 'reply', 0);
  await quiet();
  assert.is(conversation.draft.value.reply, 'On my way');
  assert.equal(conversation.outgoing.value, []);
});

// [U254] A reply and a note are drafts of their own; what came back is put before what was typed
// since, what is stored is kept no longer, and the oldest of too many kept drafts of the account
// make room.
test('[U254] what came back is put before what was typed since, each kind in its own place', async () => {
  const conversation = conversationOf(target);
  setDraft(conversation, { mode: 'reply', reply: 'First' });
  sendDraft(new Ending({ t: 'full' }), conversation, 'reply', 0);
  setDraft(conversation, { reply: 'typed since' });
  setDraft(conversation, { mode: 'note', note: 'a note' });
  await quiet();
  assert.equal(conversation.draft.value, {
    mode: 'reply',
    reply: 'First\n\ntyped since',
    note: 'a note',
    since: 0,
  });
  assert.equal(conversation.problem.value !== undefined, true);
});

test('[U254] a reply and a note are kept side by side, and neither once it was sent', async () => {
  const conversation = conversationOf(target);
  setDraft(conversation, { mode: 'note', reply: 'public', note: 'internal' });
  const done = new Ending({ t: 'done', id: 'c1', seq: 3 });
  sendDraft(done, conversation, 'note', 0);
  await quiet();
  assert.match(done.asked[0]!, /post_note$/u);
  assert.equal(conversation.draft.value, { mode: 'note', reply: 'public', note: '', since: 0 });
  setDraft(conversation, { mode: 'reply' });
  sendDraft(done, conversation, 'reply', 0);
  await quiet();
  assert.equal(Object.keys(localStorage), []);
});

// [U394] What is typed or waits to be sent outlives the tab and is seen in every other one: each
// tab shows the same drafts, whichever is live sends what waits, once and in order, and what was
// refused comes back once.
test('[U394] a message that waits is sent by whichever tab is live, once and in order', async () => {
  const conversation = conversationOf(target);
  for (const reply of ['first', 'second']) {
    setDraft(conversation, { reply });
    sendDraft(new Ending({ t: 'ended' }), conversation, 'reply', 0);
  }
  await quiet();
  // Another tab: it has nothing but what the browser kept.
  forgetConversations();
  const other = new Ending({ t: 'done', id: 'c1', seq: 3 });
  resendKept(other, '8');
  assert.equal(other.asked, [], 'not those of another account');
  resendKept(other, target.account);
  resendKept(other, target.account);
  await quiet();
  assert.equal(
    other.asked.map((asked) => asked.split(' ')[1]),
    ['first', 'second'],
  );
  assert.equal(keptNames(''), []);
});

test('[U394] what was refused comes back once, in whichever tab hears of it first', async () => {
  const conversation = conversationOf(target);
  setDraft(conversation, { reply: 'refused' });
  const refused = new Ending({ t: 'full' });
  sendDraft(refused, conversation, 'reply', 0);
  const [name] = keptNames('sent.');
  keep(name!, undefined);
  await quiet();
  assert.is(conversation.draft.value.reply, '');
  assert.equal(conversation.outgoing.value, []);
});

test('[U394] what has waited for a month is a draft again', async () => {
  const conversation = conversationOf(target);
  setDraft(conversation, { reply: 'long ago' });
  sendDraft(new Ending({ t: 'ended' }), conversation, 'reply', 0);
  await quiet();
  const realNow = Date.now;
  Date.now = () => realNow() + 31 * 24 * 3_600_000;
  const later = new Ending({ t: 'done', id: 'c1', seq: 3 });
  try {
    resendKept(later, target.account);
  } finally {
    Date.now = realNow;
  }
  assert.equal(later.asked, []);
  assert.is(conversation.draft.value.reply, 'long ago');
  assert.equal(conversation.outgoing.value, []);
});

// [U392] What was begun as a note, or waits to be one, goes when the account signs out or may write
// no notes any more.
test('[U392] notes that were begun or wait go at signing out, and replies stay', async () => {
  const conversation = conversationOf(target);
  for (const mode of ['note', 'reply'] as const) {
    setDraft(conversation, { mode, [mode]: `waiting ${mode}` });
    sendDraft(new Ending({ t: 'ended' }), conversation, mode, 0);
  }
  await quiet();
  setDraft(conversation, { mode: 'note', reply: 'half a reply', note: 'half a note' });
  const others = conversationOf({ ...target, account: '8' });
  setDraft(others, { mode: 'note', note: 'of another account' });
  forgetNotes(target.account);
  forgetConversations();
  const again = conversationOf(target);
  assert.equal(again.draft.value, { mode: 'reply', reply: 'half a reply', note: '', since: 0 });
  assert.equal(
    again.outgoing.value.map(({ text }) => text),
    ['waiting reply'],
  );
  assert.is(conversationOf({ ...target, account: '8' }).draft.value.note, 'of another account');
});

test('[U435] what arrives late for an older text removes no newer one: a new ticket that was written on while it was sent, here or in another tab', () => {
  const writer = { account: '9', as: 'player' } as const;
  const blank = { category: '', subject: '', participants: [] };
  keepNewTicket(writer, { ...blank, id: 'n1', body: 'The bridge' });
  keepNewTicket(writer, { ...blank, id: 'n2', body: 'The bridge is gone' });
  forgetNewTicket(writer, 'n1');
  assert.is(keptNewTicket(writer).body, 'The bridge is gone');
  forgetNewTicket(writer, 'n2');
  assert.is(keptNewTicket(writer).body, '');
});

// [U395] What is kept has bounds per account in number, size and age; what the browser does not
// keep is told, and it asks before the page is left.
test('[U395] drafts of an account make room for its own alone, and what nobody came back for goes', () => {
  const others = conversationOf({ ...target, account: '8' });
  setDraft(others, { reply: 'of another account' });
  const blank = { id: 'n1', category: '', subject: '', participants: [] };
  for (let i = 0; i < 15; i++) {
    setDraft(conversationOf({ ...target, ticket: `t${i}` }), { reply: 'x'.repeat(90_000) });
  }
  keepNewTicket({ account: '9', as: 'player' }, { ...blank, body: 'y'.repeat(90_000) });
  assert.is(keptNames('draft.9.').length, 10);
  assert.is(keptNames('draft.8.').length, 1);
  assert.is(keptNewTicket({ account: '9', as: 'player' }).body.length, 90_000);
  const realNow = Date.now;
  Date.now = () => realNow() + 70 * 24 * 3_600_000;
  try {
    forgetOldDrafts();
  } finally {
    Date.now = realNow;
  }
  assert.equal(keptNames(''), []);
});

test('[U395] what the browser does not keep is told for as long as it is so', async () => {
  const conversation = conversationOf(target);
  setDraft(conversation, { reply: 'short' });
  assert.is(isKeeping.value, true);
  setDraft(conversation, { reply: 'x'.repeat(100_001) });
  assert.is(isKeeping.value, false, 'too long to be kept');
  assert.match(localStorage.getItem(`shardbell.kept.${keptNames('draft.')[0]}`)!, /short/u);
  setDraft(conversation, { reply: 'shorter' });
  assert.is(isKeeping.value, true);
  quota_chars = 10;
  setDraft(conversation, { reply: 'the storage is full' });
  assert.is(isKeeping.value, false);
  sendDraft(new Ending({ t: 'full' }), conversation, 'reply', 0);
  await quiet();
  assert.is(conversation.draft.value.reply, 'the storage is full', 'it is lost by no failure');
  assert.is(isKeeping.value, false);
  sendDraft(new Ending({ t: 'done', id: 'c1', seq: 3 }), conversation, 'reply', 0);
  await quiet();
  assert.is(isKeeping.value, true);
});

test('[U254] drafts of so many tickets are kept, and the oldest make room', () => {
  const of = (i: number) => conversationOf({ ...target, ticket: `t${i}` });
  const realNow = Date.now;
  let time = 1;
  Date.now = () => (time += 1);
  try {
    for (let i = 0; i < 60; i++) setDraft(of(i), { reply: `draft ${i}` });
    // Written on, it is not among the oldest any more.
    setDraft(of(10), { reply: 'draft 10, more' });
    setDraft(of(60), { reply: 'draft 60' });
  } finally {
    Date.now = realNow;
  }
  const kept = Object.keys(localStorage).map((name) => name.split('.').at(-1));
  assert.is(kept.length, 50);
  assert.ok(kept.includes('t10') && kept.includes('t60'));
  assert.not(kept.includes('t9') || kept.includes('t11'));
});
