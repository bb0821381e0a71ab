import type { Summary } from '../../actors/ticket/summary.ts';
import type { Person } from '../../protocol/ticket.ts';

const someone = (account: string): Person => ({
  account,
  name: `account ${account}`,
  character: null,
  character_name: '',
});

export const assignedTo = (account: string): Pick<Summary, 'assignee'> => ({
  assignee: someone(account),
});

/** A summary of an active ticket; the number tells it from others. */
export function summary(number: number, over: Partial<Summary> = {}): Summary {
  return {
    id: `ticket-${number}`,
    number,
    shard: 'north',
    category: 'Question',
    subject: `Subject ${number}`,
    status: 'open',
    attention: 'needs_attention',
    participants: ['11'],
    assignee: null,
    triage: { priority: 'normal' },
    sender: someone('11'),
    location: { map: 0, x: 1, y: 2, z: 3 },
    created: 1_000 + number,
    updated: 1_000 + number,
    publicUpdated: 1_000 + number,
    waitingSince: 1_000 + number,
    closed: null,
    supportSeq: 2,
    publicSeq: 2,
    ...over,
  };
}
