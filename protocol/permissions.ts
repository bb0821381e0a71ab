import type { Side, Status } from './ticket.ts';

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

/** What somebody holds; it may hold rights of a later version too. */
export type Held = ReadonlySet<string>;

export function hasQueueAccess(held: Held): boolean {
  return queueRights.some((right) => held.has(right));
}

/** What one side needs to do something, and the states in which it may. */
export interface Need {
  readonly right: Right;
  readonly in: readonly Status[];
}

/** Beside the right a player has to be a participant with `tickets.view`, and support has queue access. */
interface Rule {
  readonly player: Need | 'never';
  readonly support: Need | 'never';
}

const active: readonly Status[] = ['open', 'in_progress'];
const closed: readonly Status[] = ['closed'];
const settled: readonly Status[] = ['closed', 'archived'];
const all: readonly Status[] = [...active, ...settled];

/**
 * Who may do what to a ticket, and in which states: the one table for the server, the web client,
 * Discord's buttons and `docs/permissions.md`. Reading and opening are asked apart.
 */
export const permissions = {
  post_message: {
    player: { right: 'tickets.send_message', in: active },
    support: { right: 'tickets.reply', in: active },
  },
  post_note: {
    player: 'never',
    support: { right: 'tickets.internal_message', in: all },
  },
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
  set_progress: {
    player: 'never',
    support: { right: 'tickets.change_status', in: active },
  },
  /** To oneself or to another. */
  assign: {
    player: 'never',
    support: { right: 'tickets.assign', in: active },
  },
  release: {
    player: 'never',
    support: { right: 'tickets.assign', in: all },
  },
  change_participants: {
    player: 'never',
    support: { right: 'tickets.assign', in: all },
  },
  /** By the user select in a Discord channel, which only adds. */
  select_participant: {
    player: 'never',
    support: { right: 'tickets.add_participant', in: all },
  },
} as const satisfies Record<string, Rule>;

export type Act = keyof typeof permissions;

/** What this side needs, if who holds these rights has it but for the state of the ticket; else null. */
export function needMet(act: Act, side: Side, held: Held, autoArchive: boolean): Need | null {
  const need: Need | 'never' = permissions[act][side];
  if (need === 'never' || !held.has(need.right)) return null;
  return act === 'archive' && side === 'player' && autoArchive ? null : need;
}

/** The same, with the state: what a client offers to who reads the ticket on this side. */
export function allows(
  act: Act,
  side: Side,
  held: Held,
  status: Status,
  autoArchive = false,
): boolean {
  return needMet(act, side, held, autoArchive)?.in.includes(status) ?? false;
}

/** Whether anybody may do it in this state, given the right: what is offered to all at once. */
export function isPossible(act: Act, status: Status): boolean {
  const needs: readonly (Need | 'never')[] = Object.values(permissions[act]);
  return needs.some((need) => need !== 'never' && need.in.includes(status));
}
