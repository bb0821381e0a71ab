import type { Right } from '../../protocol/permissions.ts';
import type { RefusalCode } from '../../protocol/refusals.ts';
import { statuses, type Side, type Status } from '../../protocol/ticket.ts';
import type { CommandBody } from '../../protocol/command-body.ts';

/**
 * Who may do what to a ticket, and when, written out a second time for the tests: the code is held
 * against this table, and never the other way round.
 *
 * `yes`: it happens. `same`: it succeeds and nothing happens, for it is so already. `closed`,
 * `archived`, `active`: refused because of the state. `never`: no right of that side helps.
 * The four columns of a side are the states open, in progress, closed and archived.
 */
const table = `
  act                 player side                                     support side
                      right         open   in_pr  closed archiv       right             open   in_pr  closed archiv
  post_message        send_message  yes    yes    closed archived     reply             yes    yes    closed archived
  post_note           never                                           internal_message  yes    yes    yes    yes
  edit_subject        send_message  yes    yes    closed archived     assign            yes    yes    yes    yes
  assign_to_me        never                                           assign            yes    yes    closed archived
  assign              never                                           assign            yes    yes    closed archived
  unassign            never                                           assign            yes    yes    yes    yes
  set_in_progress     never                                           change_status     yes    same   closed archived
  set_open            never                                           change_status     same   yes    closed archived
  set_priority        never                                           change_status     yes    yes    closed archived
  close               close         yes    yes    same   archived     change_status     yes    yes    same   archived
  archive             archive       active active yes    same         change_status     active active yes    same
  reopen              send_message  same   active yes    yes          change_status     same   active yes    yes
  add_participants    never                                           assign            yes    yes    yes    yes
  add_faction         never                                           assign            yes    yes    yes    yes
  remove_participant  never                                           assign            yes    yes    yes    yes
`;

/** While Tickets Auto Archive is on: closing archives, and players have no archiving of their own. */
const whileAutoArchive = `
  close               close         yes    yes    same   same         change_status     yes    yes    same   same
  archive             never                                           change_status     active active yes    same
`;

const cells = ['yes', 'same', 'active', 'closed', 'archived'] as const;
export type Cell = (typeof cells)[number];

/** What one side may do: the right that it needs for it, and what comes of it in each state. */
export interface Column {
  readonly right: Right;
  readonly in: Readonly<Record<Status, Cell>>;
}

export interface Decided {
  readonly act: string;
  /** `null`: never. */
  readonly player: Column | null;
  readonly support: Column | null;
}

/** One row an act. */
export function decided(autoArchive: boolean): readonly Decided[] {
  const special = parse(whileAutoArchive);
  const rows = parse(table);
  if (!autoArchive) return rows;
  return rows.map((row) => special.find(({ act }) => act === row.act) ?? row);
}

/** The row of a command on a ticket that is there already. */
export function decidedFor(
  command: Exclude<CommandBody, { kind: 'open' }>,
  autoArchive: boolean,
): Decided {
  const act = command.kind === 'set_status' ? `set_${command.to}` : command.kind;
  return decided(autoArchive).find((row) => row.act === act)!;
}

export function columnOf(row: Decided, side: Side): Column | null {
  return side === 'player' ? row.player : row.support;
}

/** The refusal that a cell stands for; none where it succeeds. */
export function refusalOf(cell: Cell): RefusalCode | undefined {
  switch (cell) {
    case 'yes':
    case 'same':
      return undefined;
    case 'active':
      return 'ticket_active';
    case 'closed':
      return 'ticket_closed';
    case 'archived':
      return 'ticket_archived';
  }
}

function parse(text: string): Decided[] {
  return text
    .split('\n')
    .map((line) => line.trim().split(/\s+/u))
    .filter(([act]) => act !== undefined && !['', 'act', 'right'].includes(act))
    .map(([act, ...words]) => ({ act: act!, player: column(words), support: column(words) }));
}

/** Takes the words of one side off the front. */
function column(words: string[]): Column | null {
  const right = words.shift();
  if (right === 'never') return null;
  const own = words.splice(0, statuses.length).map((word) => cells.find((cell) => cell === word)!);
  const [open, in_progress, closed, archived] = own as [Cell, Cell, Cell, Cell];
  return { right: `tickets.${right}` as Right, in: { open, in_progress, closed, archived } };
}
