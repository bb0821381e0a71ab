import { signal, type Signal } from '@preact/signals';
import { nanoid } from 'nanoid';
import type { Side } from '../../protocol/ticket.ts';
import type { Connection } from '../core/connection.ts';
import type { Outcome } from '../core/requests.ts';
import { forgetKept, keep, kept, keptNames } from './keep.ts';
import { refusalText } from './refusal.ts';
import { texts } from './texts.ts';

export type Mode = 'reply' | 'note';

/** Each kind has a text of its own, so that no note slips into a reply. */
export interface Draft {
  /** Which of them was written last. */
  readonly mode: Mode;
  readonly reply: string;
  readonly note: string;
  /** The last entry of the ticket when the reply was begun: later answers of others were not known. */
  readonly since: number;
}

interface KeptDraft extends Draft {
  /** Milliseconds since 1970; the oldest drafts make room. */
  readonly at: number;
}

const blank: Draft = { mode: 'reply', reply: '', note: '', since: 0 };

/** A message that was sent off and is not seen in the ticket yet. */
export interface Outgoing {
  /** The command's id: sent again after a reload, it is the same message. */
  readonly id: string;
  readonly mode: Mode;
  readonly text: string;
  /** Known once it is stored. */
  readonly seq: number | undefined;
}

/** What one account is writing in one ticket; outlives the screen, and by `keep` the page. */
export interface Conversation {
  readonly draft: Signal<Draft>;
  readonly outgoing: Signal<readonly Outgoing[]>;
  /** Why a message came back into the draft. */
  readonly problem: Signal<string | undefined>;
  readonly target: Target;
}

interface Target {
  readonly account: string;
  readonly ticket: string;
  readonly as: Side;
}

/** Tickets whose conversation is held in memory; of the others, `keep` has what was typed. */
const conversations_max = 100;
/** Tickets of which drafts are kept over a reload; with the longest ones they fit a browser's storage. */
const kept_drafts_max = 50;
const conversations = new Map<string, Conversation>();

export function conversationOf(target: Target): Conversation {
  const name = nameOf(target);
  const known = conversations.get(name);
  if (known !== undefined) return known;
  const conversation: Conversation = {
    draft: signal({ ...blank, ...(kept(`draft.${name}`) as KeptDraft | undefined) }),
    outgoing: signal((kept(`sent.${name}`) as Outgoing[] | undefined) ?? []),
    problem: signal(undefined),
    target,
  };
  conversations.set(name, conversation);
  if (conversations.size > conversations_max) forgetOldestIdle();
  return conversation;
}

function forgetOldestIdle(): void {
  for (const [name, { outgoing }] of conversations) {
    if (outgoing.peek().length === 0) return void conversations.delete(name);
  }
}

export function setDraft({ draft, target }: Conversation, part: Partial<Draft>): void {
  const to = { ...draft.value, ...part };
  draft.value = to;
  const { mode, reply, note } = to;
  const name = `draft.${nameOf(target)}`;
  if (reply === '' && note === '' && mode === 'reply') return keep(name, undefined);
  if (kept(name) === undefined) makeRoom();
  keep(name, { ...to, at: Date.now() } satisfies KeptDraft);
}

function makeRoom(): void {
  const all = keptNames('draft.').map((name) => ({ name, ...(kept(name) as KeptDraft) }));
  const surplus = all.length + 1 - kept_drafts_max;
  const oldest = all.toSorted((a, b) => a.at - b.at).slice(0, Math.max(0, surplus));
  for (const { name } of oldest) keep(name, undefined);
}

/** Takes the draft out of the composer and sends it as what the composer shows it to be. */
export function sendDraft(connection: Connection, conversation: Conversation, mode: Mode): void {
  const text = conversation.draft.value[mode];
  sendText(connection, conversation, mode, text);
  setDraft(conversation, { mode, [mode]: '' });
}

/** Sends a text that is in no composer. */
export function sendText(
  connection: Connection,
  conversation: Conversation,
  mode: Mode,
  text: string,
): void {
  const message: Outgoing = { id: nanoid(), mode, text, seq: undefined };
  conversation.problem.value = undefined;
  setOutgoing(conversation, [...conversation.outgoing.value, message]);
  void deliver(connection, conversation, message);
}

/** Forgets the messages that the ticket itself shows by now. */
export function forgetStored(conversation: Conversation, seq: number): void {
  const outgoing = conversation.outgoing.value;
  const left = outgoing.filter((message) => message.seq === undefined || message.seq > seq);
  if (left.length !== outgoing.length) setOutgoing(conversation, left);
}

/** What was under way when the page was reloaded is sent again, with the ids it had. */
export function resendKept(connection: Connection, account: string): void {
  for (const name of keptNames(`sent.${account}.`)) {
    const target = targetIn(name);
    if (target === undefined) continue;
    const conversation = conversationOf(target);
    for (const message of conversation.outgoing.value) {
      if (message.seq === undefined) void deliver(connection, conversation, message);
    }
  }
}

/** The account may write no notes any more: those that it had begun are not its own business now. */
export function forgetNotes(account: string): void {
  const names = [...keptNames(`draft.${account}.`), ...keptNames(`sent.${account}.`)];
  for (const name of names) {
    const target = targetIn(name);
    if (target === undefined) continue;
    const conversation = conversationOf(target);
    const { draft, outgoing } = conversation;
    if (draft.value.note !== '' || draft.value.mode === 'note') {
      setDraft(conversation, { mode: 'reply', note: '' });
    }
    const others = outgoing.value.filter(({ mode, seq }) => mode === 'reply' || seq !== undefined);
    if (others.length !== outgoing.value.length) setOutgoing(conversation, others);
  }
}

/** At signing out: who comes next at this machine finds nothing. */
export function forgetConversations(): void {
  conversations.clear();
  forgetKept();
}

async function deliver(
  connection: Connection,
  conversation: Conversation,
  message: Outgoing,
): Promise<void> {
  const { ticket, as } = conversation.target;
  const kind = message.mode === 'note' ? 'post_note' : 'post_message';
  const outcome = await connection.command(
    { kind, body: message.text },
    { ticket, as },
    message.id,
  );
  if (outcome.t === 'done') {
    const stored = { ...message, seq: outcome.seq ?? 0 };
    return setOutgoing(
      conversation,
      conversation.outgoing.value.map((other) => (other.id === message.id ? stored : other)),
    );
  }
  // Whether it was stored is not known: it stays under its id, and the next connection sends it.
  if (outcome.t === 'ended') return;
  const others = conversation.outgoing.value.filter((other) => other.id !== message.id);
  setOutgoing(conversation, others);
  // A note of somebody who may write none any more is nothing to be kept either.
  const isLost = outcome.t === 'refused' && outcome.code === 'right_missing';
  if (message.mode === 'reply' || !isLost) takeBack(conversation, message);
  conversation.problem.value = problemOf(outcome);
}

/** Before what was typed since in the same place, so that nothing of either is lost. */
function takeBack(conversation: Conversation, { mode, text }: Outgoing): void {
  const typed = conversation.draft.value[mode];
  setDraft(conversation, { mode, [mode]: typed === '' ? text : `${text}\n\n${typed}` });
}

/** In words; undefined when there was none. */
export function problemOf(outcome: Outcome): string | undefined {
  switch (outcome.t) {
    case 'done':
    case 'got':
    case 'answer':
      return undefined;
    case 'refused':
      return refusalText(outcome);
    case 'full':
      return texts.composer.full;
    case 'ended':
      return texts.composer.ended;
  }
}

function setOutgoing({ outgoing, target }: Conversation, to: readonly Outgoing[]): void {
  outgoing.value = to;
  const unanswered = to.filter((message) => message.seq === undefined);
  keep(`sent.${nameOf(target)}`, unanswered.length === 0 ? undefined : unanswered);
}

/** The conversation that something kept belongs to. */
function targetIn(name: string): Target | undefined {
  const [, account, as, ticket] =
    /^(?:draft|sent)\.([^.]+)\.(player|support)\.(.+)$/u.exec(name) ?? [];
  if (account === undefined || ticket === undefined) return undefined;
  return { account, as: as as Side, ticket };
}

function nameOf({ account, as, ticket }: Target): string {
  return `${account}.${as}.${ticket}`;
}
