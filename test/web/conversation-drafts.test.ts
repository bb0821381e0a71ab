import {
  forgetNewTicket,
  keepNewTicket,
  keptNewTicket,
} from '../../clients/web/compose/new-draft.ts';
import { speak } from '../../clients/web/i18n/texts.ts';
import { forgetOldDrafts, isKeeping, keptNames } from '../../clients/web/lib/keep.ts';
import {
  conversationOf,
  forgetConversations,
  setDraft,
} from '../../clients/web/ticket/conversation.ts';
import { forgetNotes, sendDraft } from '../../clients/web/ticket/send.ts';
import { quiet } from '../core/fake-clock.ts';
import { assert, suite } from '../support/suite.ts';
import { BrowserStorage, closeBrowser, openBrowser } from './browser-storage.ts';
import { target, Ending } from './conversation-stage.ts';

const test = suite('drafts of a conversation');
test.before(() => speak('en'));
test.before.each(openBrowser);
test.after.each(closeBrowser);

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
  BrowserStorage.quota_chars = 10;
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
