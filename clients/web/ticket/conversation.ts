import { signal, type Signal } from '@preact/signals';
import { nanoid } from 'nanoid';
import type { Entry, Side } from '../../../protocol/ticket.ts';
import type { Connection } from '../../core/connection.ts';
import type { Outcome } from '../../core/requests.ts';
import { isKept, keep, keepDraft, kept, kept_ms_max, keptNames, onKept } from '../lib/keep.ts';
import { refusalText } from '../lib/refusal.ts';
import { texts } from '../i18n/texts.ts';

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

const blank: Draft = { mode: 'reply', reply: '', note: '', since: 0 };

/** A message that was sent off and is not seen in the ticket yet. */
export interface Outgoing {
  /** The command's id: sent again after a reload, or by another tab, it is the same message. */
  readonly id: string;
  readonly mode: Mode;
  readonly text: string;
  /** The last entry of the ticket when it was sent off. */
  readonly after: number;
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
const conversations = new Map<string, Conversation>();
/** Messages that this page waits to have answered, by their ids. */
const underWay = new Set<string>();

export function conversationOf(target: Target): Conversation {
  const name = nameOf(target);
  const known = conversations.get(name);
  if (known !== undefined) return known;
  const conversation: Conversation = {
    draft: signal(keptDraft(name)),
    outgoing: signal(keptNames(`sent.${name}.`).flatMap((one) => kept<Outgoing>(one) ?? [])),
    problem: signal(undefined),
    target,
  };
  conversations.set(name, conversation);
  if (conversations.size > conversations_max) forgetOldestIdle();
  return conversation;
}

function forgetOldestIdle(): void {
  for (const [name, { outgoing }] of conversations) {
    const isIdle = outgoing.peek().length === 0;
    if (isIdle && isKept(`draft.${name}`)) return void conversations.delete(name);
  }
}

export function setDraft({ draft, target }: Conversation, part: Partial<Draft>): void {
  const to = { ...draft.value, ...part };
  draft.value = to;
  const isBlank = to.reply === '' && to.note === '' && to.mode === 'reply';
  keepDraft(`draft.${nameOf(target)}`, isBlank ? undefined : to);
}

function keptDraft(name: string): Draft {
  const { mode, reply, note, since } = { ...blank, ...kept<Draft>(`draft.${name}`) };
  return { mode, reply, note, since };
}

/** What another tab writes, or has sent, is so here too. */
export function startConversations(): void {
  onKept((name) => {
    const target = targetIn(name);
    const conversation = target && conversations.get(nameOf(target));
    if (conversation === undefined) return;
    const { draft, outgoing } = conversation;
    if (name.startsWith('draft.')) {
      // What is written here goes on being what it is said to be.
      draft.value = { ...keptDraft(nameOf(conversation.target)), mode: draft.value.mode };
    } else if (kept(name) === undefined) {
      outgoing.value = outgoing.value.filter(
        ({ id, seq }) => seq !== undefined || !name.endsWith(`.${id}`),
      );
    }
  });
}

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
 * The messages that the thread does not show yet. An entry comes before the answer to the command that
 * made it, and says nothing of that: one of the same author and words, which came since, is taken for
 * it meanwhile.
 */
export function notShown(
  outgoing: readonly Outgoing[],
  entries: readonly Entry[],
  me: string,
): Outgoing[] {
  const last = entries.at(-1)?.seq ?? 0;
  const known = new Set(outgoing.map(({ seq }) => seq));
  const taken = new Set<Entry>();
  const isShown = ({ mode, text, after }: Outgoing): boolean => {
    const kind = mode === 'note' ? 'note' : 'message';
    const found = entries.find(
      (entry) =>
        entry.seq > after &&
        !known.has(entry.seq) &&
        !taken.has(entry) &&
        entry.by.account === me &&
        entry.what.kind === kind &&
        entry.what.body === text.trim(),
    );
    if (found !== undefined) taken.add(found);
    return found !== undefined;
  };
  return outgoing.filter((message) =>
    message.seq === undefined ? !isShown(message) : message.seq > last,
  );
}

/** Forgets the messages that the ticket itself shows by now. */
export function forgetStored(conversation: Conversation, seq: number): void {
  const outgoing = conversation.outgoing.value;
  const left = outgoing.filter((message) => message.seq === undefined || message.seq > seq);
  if (left.length !== outgoing.length) conversation.outgoing.value = left;
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
  const held = [...conversations.values()].map(({ target }) => target);
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

/** At signing out. What is kept of replies is found again by their author alone. */
export function forgetConversations(): void {
  conversations.clear();
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

function forgetSent(conversation: Conversation, message: Outgoing): void {
  const { outgoing } = conversation;
  outgoing.value = outgoing.value.filter(({ id }) => id !== message.id);
  keep(nameOfSent(conversation, message), undefined);
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

/** The conversation that something kept belongs to. */
function targetIn(name: string): Target | undefined {
  const [, account, as, ticket] =
    /^(?:draft|sent)\.([^.]+)\.(player|support)\.([^.]+)/u.exec(name) ?? [];
  if (account === undefined || ticket === undefined) return undefined;
  return { account, as: as as Side, ticket };
}

function nameOf({ account, as, ticket }: Target): string {
  return `${account}.${as}.${ticket}`;
}

function nameOfSent({ target }: Conversation, { id }: Outgoing): string {
  return `sent.${nameOf(target)}.${id}`;
}
