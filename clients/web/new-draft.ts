import { nanoid } from 'nanoid';
import type { Side } from '../../protocol/ticket.ts';
import type { Named } from './address.ts';
import { keep, kept } from './keep.ts';

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
  const draft = kept(nameOf(writer)) as NewTicketDraft | undefined;
  return draft ?? { id: nanoid(), category: '', subject: '', body: '', participants: [] };
}

export function keepNewTicket(writer: Writer, draft: NewTicketDraft): void {
  keep(nameOf(writer), draft);
}

export function forgetNewTicket(writer: Writer): void {
  keep(nameOf(writer), undefined);
}

function nameOf({ account, as }: Writer): string {
  return `new.${account}.${as}`;
}
