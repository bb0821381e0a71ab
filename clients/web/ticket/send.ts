import { nanoid } from 'nanoid';
import type { Connection } from '../../core/connection.ts';
import { keep, kept, kept_ms_max, keptNames } from '../lib/keep.ts';
import { problemOf } from '../lib/refusal.ts';
import {
  conversationOf,
  conversationsHeld,
  forgetSent,
  nameOfSent,
  setDraft,
  targetIn,
  type Conversation,
  type Mode,
  type Outgoing,
} from './conversation.ts';

/** Messages that this page waits to have answered, by their ids. */
const underWay = new Set<string>();

/** Takes the draft out of the composer and sends it as what the composer shows it to be. */
export function sendDraft(
  connection: Connection,
  conversation: Conversation,
  mode: Mode,
  after: number,
): void {
  const text = conversation.draft.value[mode];
  setDraft(conversation, { mode, [mode]: '' });
  sendText(connection, conversation, { mode, text, after });
}

/** Sends a text that is in no composer. */
export function sendText(
  connection: Connection,
  conversation: Conversation,
  written: Pick<Outgoing, 'mode' | 'text' | 'after'>,
): void {
  const message: Outgoing = { id: nanoid(), ...written, seq: undefined };
  conversation.problem.value = undefined;
  conversation.outgoing.value = [...conversation.outgoing.value, message];
  keep(nameOfSent(conversation, message), message);
  void deliver(connection, conversation, message);
}

/**
 * What was under way when the page was reloaded, or waits in another tab, is sent again, with the ids
 * it had. What has waited for too long is for its author to look at first.
 */
export function resendKept(connection: Connection, account: string): void {
  for (const name of keptNames(`sent.${account}.`)) {
    const target = targetIn(name);
    const message = kept<Outgoing>(name);
    if (target === undefined || message === undefined) continue;
    const conversation = conversationOf(target);
    const { outgoing } = conversation;
    if (Date.now() - message.at > kept_ms_max) {
      forgetSent(conversation, message);
      takeBack(conversation, message);
      continue;
    }
    if (!outgoing.value.some(({ id }) => id === message.id)) {
      outgoing.value = [...outgoing.value, message];
    }
    void deliver(connection, conversation, message);
  }
}

/**
 * The account signs out, or may write no notes any more: those that it had begun, or that wait, are
 * to be found by nobody.
 */
export function forgetNotes(account: string): void {
  const kinds = keptNames(`draft.${account}.`, `sent.${account}.`).flatMap(
    (name) => targetIn(name) ?? [],
  );
  const held = conversationsHeld().map(({ target }) => target);
  for (const target of [...kinds, ...held]) {
    if (target.account !== account) continue;
    const conversation = conversationOf(target);
    const { draft, outgoing } = conversation;
    if (draft.value.note !== '' || draft.value.mode === 'note') {
      setDraft(conversation, { mode: 'reply', note: '' });
    }
    for (const message of outgoing.value) {
      if (message.mode === 'note' && message.seq === undefined) forgetSent(conversation, message);
    }
  }
}

async function deliver(
  connection: Connection,
  conversation: Conversation,
  message: Outgoing,
): Promise<void> {
  if (underWay.has(message.id)) return;
  underWay.add(message.id);
  const { ticket, as } = conversation.target;
  const kind = message.mode === 'note' ? 'post_note' : 'post_message';
  const name = nameOfSent(conversation, message);
  const wasKept = kept(name) !== undefined;
  const outcome = await connection.command(
    { kind, body: message.text },
    { ticket, as },
    message.id,
  );
  underWay.delete(message.id);
  if (outcome.t === 'done') {
    const { seq = 0 } = outcome;
    const { outgoing } = conversation;
    outgoing.value = outgoing.value.map((other) => {
      if (other.id === message.id) return { ...message, seq };
      // Its entry is not that of a message behind it, be it of the same words.
      return { ...other, after: Math.max(other.after, seq) };
    });
    return keep(name, undefined);
  }
  // Whether it was stored is not known: it stays under its id, and the next connection sends it.
  if (outcome.t === 'ended') return;
  const isTakenBack = wasKept && kept(name) === undefined;
  forgetSent(conversation, message);
  conversation.problem.value = problemOf(outcome);
  // Another tab was told the same first, and its draft is the one here.
  if (isTakenBack) return;
  // A note of somebody who may write none any more is nothing to be kept either.
  const isLost = outcome.t === 'refused' && outcome.code === 'right_missing';
  if (message.mode === 'reply' || !isLost) takeBack(conversation, message);
}

/** Before what was typed since in the same place, so that nothing of either is lost. */
function takeBack(conversation: Conversation, { mode, text }: Outgoing): void {
  const typed = conversation.draft.value[mode];
  setDraft(conversation, { mode, [mode]: typed === '' ? text : `${text}\n\n${typed}` });
}
