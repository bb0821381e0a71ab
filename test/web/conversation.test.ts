import {
  conversationOf,
  forgetConversations,
  resendKept,
  sendDraft,
  setDraft,
} from '../../clients/web/conversation.ts';
import { speak } from '../../clients/web/texts.ts';
import { Connection } from '../../clients/core/connection.ts';
import type { Outcome } from '../../clients/core/requests.ts';
import { quiet } from '../core/fake-clock.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('conversation');
test.before(() => speak('en'));

const target = { account: '9', ticket: 't1', as: 'support' } as const;

/** The storage of one tab, whose names are its own keys. */
class TabStorage {
  setItem(name: string, value: string): void {
    Object.assign(this, { [name]: value });
  }

  getItem(name: string): string | null {
    return (Reflect.get(this, name) as string | undefined) ?? null;
  }

  removeItem(name: string): void {
    Reflect.deleteProperty(this, name);
  }
}

declare global {
  // Of the browser, whose types the tests are not built with.
  var sessionStorage: TabStorage;
}

/** A connection that ends every command in one way. */
class Ending extends Connection {
  readonly asked: string[] = [];
  readonly #outcome: Outcome;

  constructor(outcome: Outcome) {
    super({ socket: () => Promise.reject(new Error()), auth: () => Promise.resolve(undefined) });
    this.#outcome = outcome;
  }

  override command(...[deed, , id]: Parameters<Connection['command']>): Promise<Outcome> {
    this.asked.push(`${id} ${deed.kind === 'post_message' ? deed.body : deed.kind}`);
    return Promise.resolve(this.#outcome);
  }
}

test.before.each(() => {
  globalThis.sessionStorage = new TabStorage();
});
test.after.each(() => {
  forgetConversations();
  Reflect.deleteProperty(globalThis, 'sessionStorage');
});

test('[U120] a message whose connection ended for good is sent by the next one as the same message', async () => {
  const conversation = conversationOf(target);
  setDraft(conversation, { reply: 'On my way' });
  const first = new Ending({ t: 'ended' });
  sendDraft(first, conversation, 'reply');
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

test('[U120] a message that was never sent, or was refused, is a draft again', async () => {
  const conversation = conversationOf(target);
  setDraft(conversation, { reply: 'On my way' });
  sendDraft(new Ending({ t: 'full' }), conversation, 'reply');
  await quiet();
  assert.is(conversation.draft.value.reply, 'On my way');
  assert.equal(conversation.outgoing.value, []);
});

test('[U254] what came back is put before what was typed since, each kind in its own place', async () => {
  const conversation = conversationOf(target);
  setDraft(conversation, { mode: 'reply', reply: 'First' });
  sendDraft(new Ending({ t: 'full' }), conversation, 'reply');
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
  sendDraft(done, conversation, 'note');
  await quiet();
  assert.match(done.asked[0]!, /post_note$/u);
  assert.equal(conversation.draft.value, { mode: 'note', reply: 'public', note: '', since: 0 });
  setDraft(conversation, { mode: 'reply' });
  sendDraft(done, conversation, 'reply');
  await quiet();
  assert.equal(Object.keys(sessionStorage), []);
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
  const kept = Object.keys(sessionStorage).map((name) => name.split('.').at(-1));
  assert.is(kept.length, 50);
  assert.ok(kept.includes('t10') && kept.includes('t60'));
  assert.not(kept.includes('t9') || kept.includes('t11'));
});
