import type { Head } from '../../../protocol/ticket.ts';
import type { CommandBody } from '../../../protocol/command-body.ts';

/** Converts the statuses of the HTTP API to ours and back. */
export const apiStatuses = ['Open', 'Assigned', 'Closed'] as const;
export type ApiStatus = (typeof apiStatuses)[number];

export function apiStatusOf({ status, assignee }: Pick<Head, 'status' | 'assignee'>): ApiStatus {
  switch (status) {
    case 'open':
    case 'in_progress':
      return assignee === null ? 'Open' : 'Assigned';
    case 'closed':
    case 'archived':
      return 'Closed';
  }
}

/** The commands that bring a ticket to that status, in order; none where it has it. */
export function commandsTo(
  wanted: ApiStatus,
  ticket: Pick<Head, 'status' | 'assignee'>,
): readonly CommandBody[] {
  const isClosed = apiStatusOf(ticket) === 'Closed';
  const reopened: readonly CommandBody[] = isClosed ? [{ kind: 'reopen' }] : [];
  switch (wanted) {
    case 'Open':
      return ticket.assignee === null ? reopened : [...reopened, { kind: 'unassign' }];
    case 'Assigned':
      return ticket.assignee === null ? [...reopened, { kind: 'assign_to_me' }] : reopened;
    case 'Closed':
      return isClosed ? [] : [{ kind: 'close' }];
  }
}
