import { nanoid } from 'nanoid';
import { keep, kept } from './keep.ts';

export interface NewTicketDraft {
  /** Of the command that will open it. */
  readonly id: string;
  /** Empty until one is chosen. */
  readonly category: string;
  readonly body: string;
}

export function keptNewTicket(account: string): NewTicketDraft {
  const draft = kept(`new.${account}`) as NewTicketDraft | undefined;
  return draft ?? { id: nanoid(), category: '', body: '' };
}

export function keepNewTicket(account: string, draft: NewTicketDraft): void {
  keep(`new.${account}`, draft);
}

export function forgetNewTicket(account: string): void {
  keep(`new.${account}`, undefined);
}
