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
  setDraft(conversation, { mode: 'reply', text: 'On my way' });
  const first = new Ending({ t: 'ended' });
  sendDraft(first, conversation, 'reply');
  await quiet();
  assert.is(conversation.draft.value.text, '');
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
  setDraft(conversation, { mode: 'reply', text: 'On my way' });
  sendDraft(new Ending({ t: 'full' }), conversation, 'reply');
  await quiet();
  assert.is(conversation.draft.value.text, 'On my way');
  assert.equal(conversation.outgoing.value, []);
});
