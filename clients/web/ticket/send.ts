import { nanoid } from 'nanoid';
import type { Connection } from '../../core/connection.ts';
import { attachmentOf, filesIn } from '../files/attachment.ts';
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

/** Ids of messages that this page sent and that are not answered yet. */
const underWay = new Set<string>();

/** Files of messages that are not answered yet, to be sent again where the server has lost them. */
const sources = new Map<string, Blob>();

/** Takes the draft out of the composer and sends it in the mode that the composer shows. */
export function sendDraft(
  connection: Connection,
  conversation: Conversation,
  mode: Mode,
  after: number,
): void {
  const text = conversation.draft.value[mode];
  const attached = conversation.attached[mode];
  const files = filesIn(attached.value);
  for (const { state, source } of attached.value) {
    if (state.kind === 'here' && source !== undefined) sources.set(state.file.id, source);
  }
  attached.value = [];
  setDraft(conversation, { mode, [mode]: '' });
  sendText(connection, conversation, { mode, text, after, ...(files.length > 0 && { files }) });
}

/** Sends a text that is in no composer. */
export function sendText(
  connection: Connection,
  conversation: Conversation,
  written: Pick<Outgoing, 'mode' | 'text' | 'after' | 'files'>,
): void {
  const message: Outgoing = { id: nanoid(), ...written, seq: undefined };
  conversation.problem.value = undefined;
  conversation.outgoing.value = [...conversation.outgoing.value, message];
  keep(nameOfSent(conversation, message), message);
  void deliver(connection, conversation, message);
}

/**
 * Sends messages again that were unanswered at a reload, or that another tab left, with the same
 * ids. One that is too old goes back into its author's draft first.
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
 * The account signs out or may no longer write notes: notes that were begun or not sent must not be
 * found by others.
 */
export function forgetNotes(account: string): void {
  const kinds = keptNames(`draft.${account}.`, `sent.${account}.`).flatMap(
    (name) => targetIn(name) ?? [],
  );
  const held = conversationsHeld().map(({ target }) => target);
  for (const target of [...kinds, ...held]) {
    if (target.account !== account) continue;
    const conversation = conversationOf(target);
    const { draft, outgoing, attached } = conversation;
    if (draft.value.note !== '' || draft.value.mode === 'note') {
      setDraft(conversation, { mode: 'reply', note: '' });
    }
    attached.note.value = [];
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
    {
      kind,
      body: message.text,
      ...(message.files !== undefined && { files: message.files.map(({ id }) => id) }),
    },
    { ticket, as },
    message.id,
  );
  underWay.delete(message.id);
  if (outcome.t === 'done') {
    const { seq = 0 } = outcome;
    const { outgoing } = conversation;
    outgoing.value = outgoing.value.map((other) => {
      if (other.id === message.id) return { ...message, seq };
      // A later message with the same text must not be matched with this entry.
      return { ...other, after: Math.max(other.after, seq) };
    });
    for (const { id } of message.files ?? []) sources.delete(id);
    return keep(name, undefined);
  }
  // Unknown whether it was stored: it stays under its id, and the next connection sends it again.
  if (outcome.t === 'ended') return;
  const isTakenBack = wasKept && kept(name) === undefined;
  forgetSent(conversation, message);
  conversation.problem.value = problemOf(outcome);
  // Another tab got the same answer first and restored the draft.
  if (isTakenBack) return;
  // Notes of somebody who may no longer write any are not kept either.
  const isLost = outcome.t === 'refused' && outcome.code === 'right_missing';
  const isGone = outcome.t === 'refused' && outcome.code === 'file_unknown';
  const why = isGone ? problemOf(outcome) : undefined;
  if (message.mode === 'reply' || !isLost) takeBack(conversation, message, why);
}

/** Put before what was typed since in the same field, so that nothing is lost. */
function takeBack(
  conversation: Conversation,
  { mode, text, files = [] }: Outgoing,
  why?: string,
): void {
  const attached = conversation.attached[mode];
  const back = files.map((file) => attachmentOf(file, sources.get(file.id), why));
  for (const { id } of files) sources.delete(id);
  attached.value = [...back, ...attached.value];
  const typed = conversation.draft.value[mode];
  const isOne = typed === '' || text === '';
  setDraft(conversation, { mode, [mode]: isOne ? text + typed : `${text}\n\n${typed}` });
}
