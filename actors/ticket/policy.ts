import { refuse, type Refusal } from '../../protocol/refusals.ts';
import { sides, statuses, type Audience, type Side, type Status } from '../../protocol/ticket.ts';
import type { Context, Principal, TicketSettings } from './command.ts';
import { isParticipant, type Ticket } from './state.ts';

/** The rights there are. The first eleven are the product's own, the rest ours. */
export const rights = [
  'tickets.view',
  'tickets.create',
  'tickets.send_message',
  'tickets.close',
  'tickets.archive',
  'tickets.admin_view',
  'tickets.reply',
  'tickets.internal_message',
  'tickets.assign',
  'tickets.change_status',
  'tickets.add_participant',
  'tickets.settings',
  'tickets.manage_access',
  'tickets.shards',
  'tickets.canned',
  'tickets.export',
  'tickets.erase',
] as const;

export type Right = (typeof rights)[number];

/** Rights that each open the admin queue, reading included. */
export const queueRights: readonly Right[] = [
  'tickets.admin_view',
  'tickets.reply',
  'tickets.internal_message',
  'tickets.assign',
  'tickets.change_status',
];

export function hasQueueAccess(held: ReadonlySet<Right>): boolean {
  return queueRights.some((right) => held.has(right));
}

/** What one side needs for an act, and the states in which it may do it. */
interface Need {
  readonly right: Right;
  readonly in: readonly Status[];
}

interface Rule {
  /** Beside the right: to be a participant with `tickets.view`. */
  readonly player: Need | 'never';
  /** Beside the right: queue access. */
  readonly support: Need | 'never';
}

const all: readonly Status[] = statuses;
const active: readonly Status[] = ['open', 'in_progress'];
const closed: readonly Status[] = ['closed'];
const settled: readonly Status[] = ['closed', 'archived'];

/** Who may do what to a ticket, and when. Reading and opening are asked by functions of their own. */
const rules = {
  post_message: {
    player: { right: 'tickets.send_message', in: active },
    support: { right: 'tickets.reply', in: active },
  },
  post_note: { player: 'never', support: { right: 'tickets.internal_message', in: all } },
  edit_subject: {
    player: { right: 'tickets.send_message', in: active },
    support: { right: 'tickets.assign', in: all },
  },
  close: {
    player: { right: 'tickets.close', in: active },
    support: { right: 'tickets.change_status', in: active },
  },
  /** The player side only while Auto Archive is off. */
  archive: {
    player: { right: 'tickets.archive', in: closed },
    support: { right: 'tickets.change_status', in: closed },
  },
  reopen: {
    player: { right: 'tickets.send_message', in: settled },
    support: { right: 'tickets.change_status', in: settled },
  },
  /** Between open and in progress. */
  set_progress: { player: 'never', support: { right: 'tickets.change_status', in: active } },
  /** To oneself or to another. */
  assign: { player: 'never', support: { right: 'tickets.assign', in: active } },
  release: { player: 'never', support: { right: 'tickets.assign', in: all } },
  change_participants: { player: 'never', support: { right: 'tickets.assign', in: all } },
  /** By the user select in a Discord channel, which only adds. */
  select_participant: { player: 'never', support: { right: 'tickets.add_participant', in: all } },
} as const satisfies Record<string, Rule>;

export type Act = keyof typeof rules;

/** Who asks, on which side if they say so, under which settings. */
export type Asker = Pick<Context, 'principal' | 'as' | 'settings'>;

/** The side on which it is done, or why it is not. */
export type Verdict =
  | { readonly ok: true; readonly side: Side }
  | { readonly ok: false; readonly refusal: Refusal };

/**
 * Whether this act may be done to this ticket now. An unnamed side is the player side where the
 * right for it is there, else support. Somebody who may not read the ticket at all learns no more
 * than for an id that never was.
 */
export function may(act: Act, ticket: Ticket, asker: Asker): Verdict {
  if (audienceOf(ticket, asker.principal) === null) return refused('ticket_unknown');
  const status = ticket.life.status;
  for (const side of asker.as === undefined ? sides : [asker.as]) {
    const need = needMet(act, side, ticket, asker);
    if (need === null) continue;
    if (need.in.includes(status) || isRepeat(act, status, asker.settings))
      return { ok: true, side };
    return refused(stateRefusals[status]);
  }
  return refused('right_missing');
}

/** Whether a ticket may be opened; there is nothing to be a participant of yet. */
export function mayOpen({ principal, as }: Asker): Verdict {
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

/** What this side needs for the act, if the asker has it but for the state of the ticket; else null. */
function needMet(act: Act, side: Side, ticket: Ticket, asker: Asker): Need | null {
  const need: Need | 'never' = rules[act][side];
  if (need === 'never' || !asker.principal.rights.has(need.right)) return null;
  if (act === 'archive' && side === 'player' && asker.settings.autoArchive) return null;
  return mayRead(ticket, asker.principal, audienceOfSide(side)) ? need : null;
}

/** Asking for the very state that the act leads to succeeds, and changes nothing. */
function isRepeat(act: Act, status: Status, settings: TicketSettings): boolean {
  switch (act) {
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

function refused(code: Refusal['code']): Verdict {
  return { ok: false, refusal: refuse(code) };
}
