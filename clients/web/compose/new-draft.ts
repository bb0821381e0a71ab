import { nanoid } from 'nanoid';
import type { Side } from '../../../protocol/ticket.ts';
import type { Named } from '../app/address.ts';
import { keepDraft, kept, onKept } from '../lib/keep.ts';

export interface NewTicketDraft {
  /** Id of the command that will open it. */
  readonly id: string;
  /** Empty until one is chosen. */
  readonly category: string;
  /** Empty for a player, whose subject is the first line. */
  readonly subject: string;
  readonly body: string;
  /** The players whom support lets see it. */
  readonly participants: readonly Named[];
}

/** An account on one of its sides. */
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

/**
 * The ticket with that id was opened. A draft changed since, here or in another tab, is a new one.
 */
export function forgetNewTicket(writer: Writer, id: string): void {
  if (keptNewTicket(writer).id === id) keepDraft(nameOf(writer), undefined);
}

/** Called with the draft that another tab changed. */
export function onNewTicket(writer: Writer, call: (draft: NewTicketDraft) => void): () => void {
  return onKept((name) => {
    if (name === nameOf(writer)) call(keptNewTicket(writer));
  });
}

function nameOf({ account, as }: Writer): string {
  return `new.${account}.${as}`;
}
