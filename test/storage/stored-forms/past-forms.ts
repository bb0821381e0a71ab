import type { Erasure } from '../../../actors/ticket/erase.ts';

interface PastForm {
  readonly name: string;
  /** The sample that is applied before. */
  readonly after: string;
  readonly ticket: string;
}

/** Entries that change what is kept of a ticket already. */
export const pastForms = {
  rewrite: [
    {
      name: 'of one account, its messages emptied',
      after: 'turn: of many changes, with receipts',
      ticket: 't1',
      erasure: { of: '11', messages: 'emptied' },
    },
    {
      name: 'of one account, its messages kept',
      after: 'ticket_archived: after it was closed',
      ticket: 't1',
      erasure: { of: '11', messages: 'kept' },
    },
    {
      name: 'of support',
      after: 'turn: of many changes, with receipts',
      ticket: 't1',
      erasure: { of: '21', messages: 'emptied' },
    },
    {
      name: 'of nobody in it',
      after: 'turn: of many changes, with receipts',
      ticket: 't1',
      erasure: { of: '99', messages: 'emptied' },
    },
    {
      name: 'of all players',
      after: 'ticket_archived: after it was closed',
      ticket: 't1',
      erasure: { of: null, messages: 'kept' },
    },
    {
      name: 'with Discord set up',
      after: 'turn: a reply to who plays',
      ticket: 't3',
      erasure: { of: '11', messages: 'kept' },
    },
  ],
  removal: [
    { name: 'of an archived ticket', after: 'ticket_archived: after it was closed', ticket: 't1' },
  ],
} as const satisfies {
  readonly rewrite: ReadonlyArray<PastForm & { readonly erasure: Erasure }>;
  readonly removal: readonly PastForm[];
};
