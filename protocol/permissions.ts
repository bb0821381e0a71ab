import type { Side, Status } from './ticket.ts';

/**
 * Rights that open nothing yet: kept where they are stored, offered nowhere and given to no group. Once
 * one opens something it goes from here, and needs a title in each language.
 */
export const idleRights = [
  'tickets.evidence',
  'tickets.act',
  'tickets.figures',
  'tickets.remarks',
  'tickets.share_views',
  'tickets.mute',
] as const;
export type IdleRight = (typeof idleRights)[number];

export function isIdle(right: string): right is IdleRight {
  return idleRights.some((one) => one === right);
}

/** The groups that a new data folder has for players and for staff; administrators hold every right. */
type ShippedGroup = 'players' | 'moderators';

interface RightRow {
  /** The shipped group that holds it, but for administrators. */
  readonly group: ShippedGroup | null;
}

/**
 * The rights there are. The first eleven are the product's own, the rest ours. Their titles stand in
 * the texts of the administration, one per language.
 */
export const rightsTable = {
  'tickets.view': { group: 'players' },
  'tickets.create': { group: 'players' },
  'tickets.send_message': { group: 'players' },
  'tickets.close': { group: 'players' },
  'tickets.archive': { group: 'players' },
  'tickets.admin_view': { group: 'moderators' },
  'tickets.reply': { group: 'moderators' },
  'tickets.internal_message': { group: 'moderators' },
  'tickets.assign': { group: 'moderators' },
  'tickets.change_status': { group: 'moderators' },
  'tickets.add_participant': { group: 'moderators' },
  'tickets.settings': { group: null },
  'tickets.manage_access': { group: null },
  'tickets.shards': { group: null },
  'tickets.canned': { group: null },
  'tickets.export': { group: null },
  'tickets.erase': { group: null },
  'tickets.evidence': { group: 'moderators' },
  'tickets.act': { group: 'moderators' },
  'tickets.figures': { group: null },
  'tickets.remarks': { group: 'moderators' },
  'tickets.share_views': { group: 'moderators' },
  'tickets.mute': { group: 'moderators' },
} as const satisfies Record<string, RightRow>;

export type Right = keyof typeof rightsTable;

export const rights = Object.keys(rightsTable) as readonly Right[] as readonly [Right, ...Right[]];

/** What one of the shipped groups holds in a new data folder. */
export function rightsOfShipped(group: ShippedGroup): Right[] {
  return rights.filter((right) => rightsTable[right].group === group && !isIdle(right));
}

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
const closedOrArchived: readonly Status[] = ['closed', 'archived'];
const all: readonly Status[] = [...active, ...closedOrArchived];

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
    player: { right: 'tickets.send_message', in: closedOrArchived },
    support: { right: 'tickets.change_status', in: closedOrArchived },
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

export type Permission = keyof typeof permissions;

/** What this side needs, if who holds these rights has it but for the state of the ticket; else null. */
export function needMet(
  permission: Permission,
  side: Side,
  held: Held,
  autoArchive: boolean,
): Need | null {
  const need: Need | 'never' = permissions[permission][side];
  if (need === 'never' || !held.has(need.right)) return null;
  return permission === 'archive' && side === 'player' && autoArchive ? null : need;
}

/** The same, with the state: what a client offers to who reads the ticket on this side. */
export function allows(
  permission: Permission,
  side: Side,
  held: Held,
  status: Status,
  autoArchive = false,
): boolean {
  return needMet(permission, side, held, autoArchive)?.in.includes(status) ?? false;
}

/** Whether anybody may do it in this state, given the right: what is offered to all at once. */
export function isPossible(permission: Permission, status: Status): boolean {
  const needs: readonly (Need | 'never')[] = Object.values(permissions[permission]);
  return needs.some((need) => need !== 'never' && need.in.includes(status));
}
