import type { Author, Person } from '../../../protocol/ticket.ts';
import type { TurnForm } from './turn.ts';

const ann: Person = { account: '11', name: 'ann', character: null, character_name: '' };
const support: Author = { side: 'support', account: null, name: 'Counselor Vega' };
const discordIsSetUp = 'records: who plays, and Discord is set up';

const opening = (subject: string) => [
  {
    type: 'ticket_opened',
    id: 't9',
    number: 9,
    shard: 'north',
    category: 'Stuck',
    subject,
    participants: [ann],
    sender: ann,
    location: null,
  } as const,
  { type: 'message_posted', body: 'I fell through the bridge', opening: true } as const,
];

/** What is brought from elsewhere: of what is over by now nothing is due, and nobody is noticed. */
export const importForms: ReadonlyArray<TurnForm & { readonly more: boolean }> = [
  {
    name: 'of a closed ticket',
    after: discordIsSetUp,
    by: support,
    more: false,
    changes: [
      ...opening('The bridge'),
      { type: 'message_posted', body: 'You are out again.', opening: false },
      { type: 'work_started' },
      { type: 'ticket_closed', from: 'in_progress' },
    ],
  },
  {
    name: 'of an open ticket',
    after: discordIsSetUp,
    by: support,
    more: false,
    changes: [
      ...opening('The old bridge'),
      { type: 'message_posted', body: 'Which one?', opening: false },
    ],
  },
  {
    name: 'of the first part of a ticket',
    after: discordIsSetUp,
    more: true,
    changes: opening('The long bridge'),
  },
  {
    name: 'of the rest of a ticket, which is closed by it',
    after: 'import: of an open ticket',
    by: support,
    more: false,
    changes: [{ type: 'ticket_closed', from: 'open' }],
  },
];
