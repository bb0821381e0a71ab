import { signal, type Signal } from '@preact/signals';
import type { File, Side } from '../../../protocol/ticket.ts';
import type { Attached } from '../files/attachment.ts';
import { isKept, keep, keepDraft, kept, keptNames, onKept } from '../lib/keep.ts';

export type Mode = 'reply' | 'note';

/** Separate texts, so that a note cannot become a reply by mistake. */
export interface Draft {
  /** The one written last. */
  readonly mode: Mode;
  readonly reply: string;
  readonly note: string;
  /** The ticket's last entry when the reply was begun: later answers were not known. */
  readonly since: number;
}

const blank: Draft = { mode: 'reply', reply: '', note: '', since: 0 };

/** A sent message that the ticket does not show yet. */
export interface Outgoing {
  /** The command's id: resent after a reload, or by another tab, it is the same message. */
  readonly id: string;
  readonly mode: Mode;
  readonly text: string;
  readonly files?: readonly File[];
  /** The ticket's last entry when the message was sent. */
  readonly after: number;
  /** Known once it is stored. */
  readonly seq: number | undefined;
}

/**
 * What one account is writing in one ticket; survives leaving the screen and, through `keep`,
 * reloads.
 */
export interface Conversation {
  readonly draft: Signal<Draft>;
  readonly outgoing: Signal<readonly Outgoing[]>;
  /** Why a message was put back into the draft. */
  readonly problem: Signal<string | undefined>;
  /** Files beside each text; they are not kept across reloads. */
  readonly attached: Readonly<Record<Mode, Attached>>;
  readonly target: Target;
}

/** The account, the ticket and the side. */
export interface Target {
  readonly account: string;
  readonly ticket: string;
  readonly as: Side;
}

/** Conversations held in memory; of the others, `keep` has the drafts. */
const conversations_max = 100;
const conversations = new Map<string, Conversation>();

export function conversationOf(target: Target): Conversation {
  const name = nameOf(target);
  const known = conversations.get(name);
  if (known !== undefined) return known;
  const conversation: Conversation = {
    draft: signal(keptDraft(name)),
    outgoing: signal(keptNames(`sent.${name}.`).flatMap((one) => kept<Outgoing>(one) ?? [])),
    problem: signal(undefined),
    attached: { reply: signal([]), note: signal([]) },
    target,
  };
  conversations.set(name, conversation);
  if (conversations.size > conversations_max) forgetOldestIdle();
  return conversation;
}

function forgetOldestIdle(): void {
  for (const [name, { outgoing, attached }] of conversations) {
    const waiting = [outgoing, attached.reply, attached.note];
    const isIdle = waiting.every((one) => one.peek().length === 0);
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

/** Follows what other tabs write or send. */
export function startConversations(): void {
  onKept((name) => {
    const target = targetIn(name);
    const conversation = target && conversations.get(nameOf(target));
    if (conversation === undefined) return;
    const { draft, outgoing } = conversation;
    if (name.startsWith('draft.')) {
      // The mode stays as shown here.
      draft.value = { ...keptDraft(nameOf(conversation.target)), mode: draft.value.mode };
    } else if (kept(name) === undefined) {
      outgoing.value = outgoing.value.filter(
        ({ id, seq }) => seq !== undefined || !name.endsWith(`.${id}`),
      );
    }
  });
}

/** The conversations in memory. */
export function conversationsHeld(): Conversation[] {
  return [...conversations.values()];
}

/** At signing out. Kept replies are found again by their author alone. */
export function forgetConversations(): void {
  conversations.clear();
}

export function forgetSent(conversation: Conversation, message: Outgoing): void {
  const { outgoing } = conversation;
  outgoing.value = outgoing.value.filter(({ id }) => id !== message.id);
  keep(nameOfSent(conversation, message), undefined);
}

/** The conversation that a kept item belongs to. */
export function targetIn(name: string): Target | undefined {
  const [, account, as, ticket] =
    /^(?:draft|sent)\.([^.]+)\.(player|support)\.([^.]+)/u.exec(name) ?? [];
  if (account === undefined || ticket === undefined) return undefined;
  return { account, as: as as Side, ticket };
}

function nameOf({ account, as, ticket }: Target): string {
  return `${account}.${as}.${ticket}`;
}

export function nameOfSent({ target }: Conversation, { id }: Outgoing): string {
  return `sent.${nameOf(target)}.${id}`;
}
