import type { Context, TicketCommand } from '../../actors/ticket/command.ts';
import { decide } from '../../actors/ticket/decide.ts';
import { rights, type Right } from '../../protocol/permissions.ts';
import { statuses, type Side, type Status } from '../../protocol/ticket.ts';
import { columnOf, decided, refusalOf, type Decided } from '../support/decided.ts';
import {
  context,
  helper,
  inStatus,
  otherHelper,
  otherPlayer,
  player,
  playerRights,
  principal,
  settings,
  supportRights,
  ticketAfter,
  faction,
  type Step,
} from '../support/given.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('every act, in every state, by everybody');

const commands: Readonly<Record<string, TicketCommand>> = {
  post_message: { kind: 'post_message', body: 'Hello' },
  post_note: { kind: 'post_note', body: 'Look' },
  edit_subject: { kind: 'edit_subject', subject: 'Lost horse' },
  assign_to_me: { kind: 'assign_to_me' },
  assign: { kind: 'assign', to: otherHelper.account },
  unassign: { kind: 'unassign' },
  set_in_progress: { kind: 'set_status', to: 'in_progress' },
  set_open: { kind: 'set_status', to: 'open' },
  set_priority: { kind: 'set_priority', to: 'high' },
  close: { kind: 'close' },
  archive: { kind: 'archive' },
  reopen: { kind: 'reopen' },
  add_participants: { kind: 'add_participants', accounts: [otherPlayer.account] },
  add_faction: { kind: 'add_faction', faction: faction.id },
  remove_participant: { kind: 'remove_participant', account: player.account },
};

/** Something to take away, where the act takes something away. */
const held: Step = ['support', { type: 'ticket_assigned', to: otherHelper, from: null }];

function comesOf(act: string, status: Status, who: Context): string {
  const steps = act === 'unassign' ? [...inStatus[status], held] : inStatus[status];
  const decision = decide(ticketAfter(steps), commands[act]!, who);
  if (!decision.ok) return decision.refusal.code;
  const sides = new Set(decision.events.map(({ by }) => by.side));
  return sides.size === 0 ? 'same' : [...sides].join();
}

/** `comesOf` as the table says it. */
function expected(row: Decided, side: Side, status: Status): string {
  const column = columnOf(row, side);
  if (column === null) return 'right_missing';
  const cell = column.in[status];
  return refusalOf(cell) ?? (cell === 'yes' ? side : 'same');
}

/** Whose column decides; or the ticket is not there for them, or no right of theirs helps. */
type Standing = Side | 'unseen' | 'unable';

function expectedOf(standing: Standing, row: Decided, status: Status): string {
  switch (standing) {
    case 'unseen':
      return 'ticket_unknown';
    case 'unable':
      return 'right_missing';
    case 'player':
    case 'support':
      return expected(row, standing, status);
  }
}

/** Everything but some rights. */
const without = (all: readonly Right[], ...some: readonly Right[]): Right[] =>
  all.filter((right) => !some.includes(right));

function eachCell(
  see: (row: Decided, status: Status, autoArchive: boolean, asked: Partial<Context>) => void,
): void {
  for (const autoArchive of [false, true]) {
    for (const row of decided(autoArchive)) {
      for (const status of statuses) {
        see(row, status, autoArchive, { settings: { ...settings, autoArchive } });
      }
    }
  }
}

const kinds: ReadonlyArray<{
  readonly name: string;
  readonly standing: Standing;
  readonly who: (row: Decided) => Context['principal'];
}> = [
  {
    name: 'a participant with every player-facing right',
    standing: 'player',
    who: () => principal(player, playerRights),
  },
  {
    name: 'a participant with tickets.view and the right for it alone',
    standing: 'player',
    who: ({ player: own }) => principal(player, ['tickets.view', ...(own ? [own.right] : [])]),
  },
  {
    name: 'a participant with every right but that one and those of the queue',
    standing: 'unable',
    who: ({ player: own }) =>
      principal(player, without(rights, ...supportRights, ...(own ? [own.right] : []))),
  },
  {
    name: 'a participant with every player-facing right but tickets.view',
    standing: 'unseen',
    who: () => principal(player, without(playerRights, 'tickets.view')),
  },
  {
    name: 'a player who is no participant',
    standing: 'unseen',
    who: () => principal(otherPlayer, playerRights),
  },
  { name: 'an account without rights', standing: 'unseen', who: () => principal(otherPlayer, []) },
  {
    name: 'a member of support with every admin-facing right',
    standing: 'support',
    who: () => principal(helper, supportRights),
  },
  {
    name: 'a member of support with the right for it alone',
    standing: 'support',
    who: ({ support: own }) => principal(helper, own ? [own.right] : ['tickets.admin_view']),
  },
  {
    name: 'a member of support with every right but that one',
    standing: 'unable',
    who: ({ support: own }) => principal(helper, without(rights, ...(own ? [own.right] : []))),
  },
  {
    name: 'somebody who may only read the queue',
    standing: 'unable',
    who: () => principal(helper, ['tickets.admin_view']),
  },
  {
    name: 'somebody with tickets.add_participant alone, which opens no queue',
    standing: 'unseen',
    who: () => principal(helper, ['tickets.add_participant']),
  },
  {
    name: 'an administrator',
    standing: 'support',
    who: () => principal(helper, rights),
  },
];

for (const { name, standing, who } of kinds) {
  // [T100] What comes of every act, in every state, with Auto Archive off and on, by every kind of
  // principal is what the table of decisions says.
  test(`[T100] what comes of every act by ${name} is what the table says`, () => {
    let seen = 0;
    eachCell((row, status, autoArchive, asked) => {
      const outcome = comesOf(row.act, status, context(who(row), asked));
      const about = `${row.act} in ${status}, Auto Archive ${autoArchive}`;
      assert.is(outcome, expectedOf(standing, row, status), about);
      seen += 1;
    });
    assert.is(seen, 2 * 15 * statuses.length);
  });
}

test('[T101] a participant of support who names no side acts as player where that right is there', () => {
  const both = principal(player, [...playerRights, ...supportRights]);
  eachCell((row, status, autoArchive, asked) => {
    const side = row.player === null ? 'support' : 'player';
    const about = `${row.act} in ${status}, Auto Archive ${autoArchive}`;
    const unnamed = comesOf(row.act, status, context(both, asked));
    assert.is(unnamed, expected(row, side, status), about);
    const named = comesOf(row.act, status, context(both, { ...asked, as: 'support' }));
    assert.is(named, expected(row, 'support', status), `${about}, as support`);
  });
});
