import { speak } from '../../clients/web/i18n/texts.ts';
import { keep, keptNames } from '../../clients/web/lib/keep.ts';
import {
  conversationOf,
  forgetConversations,
  setDraft,
  type Mode,
  type Outgoing,
} from '../../clients/web/ticket/conversation.ts';
import { forgetStored, notShown } from '../../clients/web/ticket/outgoing.ts';
import { resendKept, sendDraft } from '../../clients/web/ticket/send.ts';
import type { Entry } from '../../protocol/ticket.ts';
import { quiet } from '../core/fake-clock.ts';
import { assert, suite } from '../support/suite.ts';
import { closeBrowser, openBrowser } from './browser-storage.ts';
import { target, Ending } from './conversation-stage.ts';

const test = suite('messages of a conversation');
test.before(() => speak('en'));
test.before.each(openBrowser);
test.after.each(closeBrowser);

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
