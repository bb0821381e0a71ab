import { nanoid } from 'nanoid';
import type { Side } from '../../../protocol/ticket.ts';
import type { Named } from '../app/address.ts';
import { keepDraft, kept, onKept } from '../lib/keep.ts';

export interface NewTicketDraft {
  /** Of the command that will open it. */
  readonly id: string;
  /** Empty until one is chosen. */
  readonly category: string;
  /** Empty for a player, whose subject is the first line. */
  readonly subject: string;
  readonly body: string;
  /** Whom support lets see it. */
  readonly participants: readonly Named[];
}

/** What an account is writing on one of its sides. */
interface Writer {
  readonly account: string;
  readonly as: Side;
}

export function keptNewTicket(writer: Writer): NewTicketDraft {
  const draft = kept<NewTicketDraft>(nameOf(writer));
  return draft ?? { id: nanoid(), category: '', subject: '', body: '', participants: [] };
}

export function keepNewTicket(writer: Writer, draft: NewTicketDraft): void {
  keepDraft(nameOf(writer), draft);
}

/** The ticket of that id is opened. What was written since, here or in another tab, is another one. */
export function forgetNewTicket(writer: Writer, id: string): void {
  if (keptNewTicket(writer).id === id) keepDraft(nameOf(writer), undefined);
}

/** Tells of what is written in another tab. */
export function onNewTicket(writer: Writer, call: (draft: NewTicketDraft) => void): () => void {
  return onKept((name) => {
    if (name === nameOf(writer)) call(keptNewTicket(writer));
  });
}

function nameOf({ account, as }: Writer): string {
  return `new.${account}.${as}`;
}
