import { counted, number } from '../../language.ts';
import type { Attention, Side, Status } from '../../../../../protocol/ticket.ts';

export const lists = {
  status: {
    open: 'Open',
    in_progress: 'In progress',
    closed: 'Closed',
    archived: 'Archived',
  } satisfies Readonly<Record<Status, string>>,

  /** By reader. */
  attention: {
    support: {
      needs_attention: 'Needs attention',
      waiting_for_response: 'Waiting for response',
      none: '',
    },
    player: {
      needs_attention: 'Waiting for support',
      waiting_for_response: 'Waiting for you',
      none: '',
    },
  } satisfies Readonly<Record<Side, Readonly<Record<Attention, string>>>>,

  category: {
    VerbalHarassment: 'Verbal harassment',
    PhysicalHarassment: 'Physical harassment',
  } as Readonly<Record<string, string>>,

  triage: {
    priority: {
      name: 'Priority',
      all: 'All priorities',
      words: { low: 'Low priority', normal: 'Normal priority', high: 'High priority' },
    },
  },

  queue: {
    title: 'Queue',
    caption: 'Tickets',
    views: {
      label: 'Which tickets',
      active: 'All active',
      attention: 'Needs attention',
      mine: 'Mine',
      unassigned: 'Unassigned',
      closed: 'Closed and archived',
    },
    create: 'New ticket',
    category: 'Category',
    allCategories: 'All categories',
    allStatuses: 'All states',
    more: 'More filters',
    find: 'Words in the subject, or a number',
    words: 'Words in the subject',
    shard: 'Shard',
    assignee: 'Assignee',
    participant: 'Participant',
    without: (name: string) => `Remove the filter ${name}`,
    chosen: (name: string, value: string) => `${name}: ${value}`,
    sort: 'Order',
    sorts: {
      waiting: 'Waiting longest',
      priority: 'Most urgent first',
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
      waiting: 'Waiting',
      sender: 'Sender',
      place: 'Location',
      closed: 'Closed',
      created: 'Created',
      assignee: 'Assignee',
    },
    total: (n: number) => counted(n, { one: '# ticket', other: '# tickets' }),
    /** For a search with further results. */
    first: (n: number) => `The first ${number(n)} tickets`,
    nobody: 'Nobody',
    empty: {
      active: 'No active ticket. New ones appear here by themselves.',
      attention: 'Nobody waits for an answer. Well done.',
      mine: 'No active ticket is assigned to you.',
      unassigned: 'Every active ticket has somebody looking after it.',
      closed: 'No ticket was closed yet.',
    },
    emptyFiltered: 'No ticket matches these filters.',
    showAll: 'Show all active tickets',
  },

  list: {
    empty: 'Nothing here',
    refused: 'Not right now',
    arrived: (n: number) => counted(n, { one: '# new', other: '# new' }),
    changed: 'The list has changed',
    more: (shown: number, total: number) =>
      `The first ${number(shown)} of ${number(total)} are shown. Filters find the others.`,
  },

  mine: {
    title: 'My tickets',
    lists: { label: 'Which tickets', active: 'Active', closed: 'Closed' },
    create: 'New ticket',
    emptyActive: 'You have no active ticket. If something is wrong, tell us.',
    emptyClosed: 'None of your tickets is closed.',
  },
};
