import { counted } from '../../language.ts';
import type { Attention, Status } from '../../../../protocol/ticket.ts';

export const lists = {
  status: {
    open: 'Open',
    in_progress: 'In progress',
    closed: 'Closed',
    archived: 'Archived',
  } satisfies Readonly<Record<Status, string>>,

  attention: {
    needs_attention: 'Needs attention',
    waiting_for_response: 'Waiting for response',
    none: '',
  } satisfies Readonly<Record<Attention, string>>,

  category: {
    VerbalHarassment: 'Verbal harassment',
    PhysicalHarassment: 'Physical harassment',
  } as Readonly<Record<string, string>>,

  queue: {
    title: 'Queue',
    caption: 'Tickets',
    views: {
      label: 'Which tickets',
      active: 'All active',
      attention: 'Needs attention',
      mine: 'Mine',
      unassigned: 'Unassigned',
      closed: 'Closed',
    },
    create: 'New ticket',
    category: 'Category',
    allCategories: 'All categories',
    more: 'More filters',
    words: 'Words in the subject',
    shard: 'Shard',
    assignee: 'Assignee',
    participant: 'Participant',
    without: (name: string) => `Remove the filter ${name}`,
    chosen: (name: string, value: string) => `${name}: ${value}`,
    sort: 'Order',
    sorts: {
      waiting: 'Waiting longest',
      newest: 'Newest first',
      oldest: 'Oldest first',
      changed: 'Last changed',
    },
    columns: {
      number: 'No.',
      subject: 'Subject',
      category: 'Category',
      status: 'Status',
      attention: 'Attention',
      sender: 'Sender',
      place: 'Location',
      created: 'Created',
      assignee: 'Assignee',
    },
    total: (n: number) => counted(n, { one: '# ticket', other: '# tickets' }),
    nobody: 'Nobody',
    looking: (count: string) => `${count} looking`,
    writing: (count: string) => `${count} writing`,
    emptyTitle: 'Nothing here',
    empty: {
      active: 'No active ticket. New ones appear here by themselves.',
      attention: 'Nobody waits for an answer. Well done.',
      mine: 'No active ticket is assigned to you.',
      unassigned: 'Every active ticket has somebody looking after it.',
      closed: 'No ticket was closed yet.',
    },
    emptyFiltered: 'No ticket matches these filters.',
    showAll: 'Show all active tickets',
    hint: 'to move',
    hintOpen: 'to open',
  },

  pager: {
    label: 'Pages',
    previous: 'Previous page',
    next: 'Next page',
    range: (first: string, last: string, total: string) => `${first}–${last} of ${total}`,
  },

  mine: {
    title: 'My tickets',
    lists: { label: 'Which tickets', active: 'Active', closed: 'Closed' },
    create: 'New ticket',
    emptyTitle: 'No tickets',
    emptyActive: 'You have no active ticket. If something is wrong, tell us.',
    emptyClosed: 'None of your tickets is closed.',
    more: (shown: string, total: string) => `The latest ${shown} of ${total} are shown.`,
  },
};
