import { hasQueueAccess, needMet, type Permission } from '../../protocol/permissions.ts';
import { refused, type Refusal, type Result } from '../../protocol/refusals.ts';
import { sides, type Audience, type Side, type Status } from '../../protocol/ticket.ts';
import type { Context, CommandOutcome, Principal, TicketSettings } from './command.ts';
import type { Change } from './event.ts';
import { isParticipant, type Ticket } from './state.ts';

/** Who asks, on which side if they say so, under which settings. */
export type Asker = Pick<Context, 'principal' | 'as' | 'settings'>;

/** The side on which it is done, or why it is not. */
export type PermissionResult = Result<{ readonly side: Side }>;

/**
 * Whether this may be done to this ticket now. An unnamed side is the player side where the
 * right for it is there, else support. Somebody who may not read the ticket at all learns no more
 * than for an id that never was.
 */
export function may(permission: Permission, ticket: Ticket, asker: Asker): PermissionResult {
  if (audienceOf(ticket, asker.principal) === null) return refused('ticket_unknown');
  const status = ticket.life.status;
  for (const side of asker.as === undefined ? sides : [asker.as]) {
    const { principal, settings } = asker;
    const need = needMet(permission, side, principal.rights, settings.autoArchive);
    if (need === null || !mayRead(ticket, principal, audienceOfSide(side))) continue;
    if (need.in.includes(status) || isRepeat(permission, status, asker.settings))
      return { ok: true, side };
    return refused(stateRefusals[status]);
  }
  return refused('right_missing');
}

/** These changes, where they may be made now. */
export function whenAllowed(
  permission: Permission,
  ticket: Ticket,
  asker: Asker,
  changes: () => readonly Change[],
): CommandOutcome {
  const permitted = may(permission, ticket, asker);
  return permitted.ok ? { ...permitted, changes: changes() } : permitted;
}

/** Whether a ticket may be opened; there is nothing to be a participant of yet. */
export function mayOpen({ principal, as }: Asker): PermissionResult {
  const side = as ?? (principal.rights.has('tickets.create') ? 'player' : 'support');
  const right = side === 'player' ? 'tickets.create' : 'tickets.reply';
  return principal.rights.has(right) ? { ok: true, side } : refused('right_missing');
}

/** Which audience each side belongs to. */
function audienceOfSide(side: Side): Audience {
  return side === 'player' ? 'public' : 'support';
}

/** Whether the principal may see the ticket as this audience does, in any state. */
export function mayRead(ticket: Ticket, principal: Principal, audience: Audience): boolean {
  switch (audience) {
    case 'public':
      return (
        isParticipant(ticket, principal.person.account) && principal.rights.has('tickets.view')
      );
    case 'support':
      return hasQueueAccess(principal.rights);
  }
}

/**
 * The audience that this principal belongs to: of the named side; unnamed, the public one first,
 * like the side of a command. Null when they may not read the ticket so.
 */
export function audienceOf(ticket: Ticket, principal: Principal, as?: Side): Audience | null {
  if (as !== 'support' && mayRead(ticket, principal, 'public')) return 'public';
  if (as !== 'player' && mayRead(ticket, principal, 'support')) return 'support';
  return null;
}

const stateRefusals = {
  open: 'ticket_active',
  in_progress: 'ticket_active',
  closed: 'ticket_closed',
  archived: 'ticket_archived',
} as const satisfies Record<Status, Refusal['code']>;

/** Asking for the very state that it leads to succeeds, and changes nothing. */
function isRepeat(permission: Permission, status: Status, settings: TicketSettings): boolean {
  switch (permission) {
    case 'close':
      return status === 'closed' || (status === 'archived' && settings.autoArchive);
    case 'archive':
      return status === 'archived';
    case 'reopen':
      return status === 'open';
    default:
      return false;
  }
}
