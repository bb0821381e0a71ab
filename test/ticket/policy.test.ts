import type { Permission, Right } from '../../protocol/permissions.ts';
import { queueRights, rights } from '../../protocol/permissions.ts';
import { audienceOf, may, mayOpen, mayRead } from '../../actors/ticket/policy.ts';
import { statuses, type Side, type Status } from '../../protocol/ticket.ts';
import {
  autoArchive,
  byHelper,
  byPlayer,
  context,
  helper,
  inStatus,
  opened,
  otherPlayer,
  player,
  playerRights,
  principal,
  supportRights,
  ticketAfter,
} from '../support/given.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('who may do what to a ticket');

type Cell = readonly [right: Right, states: readonly Status[]] | null;
const active: readonly Status[] = ['open', 'in_progress'];
const closedOrArchived: readonly Status[] = ['closed', 'archived'];

/** Written out a second time on purpose: the code is held against this. */
const table: Record<Permission, readonly [player: Cell, support: Cell]> = {
  post_message: [
    ['tickets.send_message', active],
    ['tickets.reply', active],
  ],
  post_note: [null, ['tickets.internal_message', statuses]],
  edit_subject: [
    ['tickets.send_message', active],
    ['tickets.assign', statuses],
  ],
  close: [
    ['tickets.close', active],
    ['tickets.change_status', active],
  ],
  archive: [
    ['tickets.archive', ['closed']],
    ['tickets.change_status', ['closed']],
  ],
  reopen: [
    ['tickets.send_message', closedOrArchived],
    ['tickets.change_status', closedOrArchived],
  ],
  set_progress: [null, ['tickets.change_status', active]],
  assign: [null, ['tickets.assign', active]],
  release: [null, ['tickets.assign', statuses]],
  change_participants: [null, ['tickets.assign', statuses]],
  select_participant: [null, ['tickets.add_participant', statuses]],
};
const repeats: Partial<Record<Permission, Status>> = {
  close: 'closed',
  archive: 'archived',
  reopen: 'open',
};
const refusalIn = {
  open: 'ticket_active',
  in_progress: 'ticket_active',
  closed: 'ticket_closed',
  archived: 'ticket_archived',
} as const;

function eachCase(see: (act: Permission, side: Side, status: Status, cell: Cell) => void): void {
  for (const [act, cells] of Object.entries(table) as [Permission, (typeof table)[Permission]][]) {
    for (const status of statuses) {
      see(act, 'player', status, cells[0]);
      see(act, 'support', status, cells[1]);
    }
  }
}

test('[T1] every act needs the right of its side and one of the states that the table allows', () => {
  let seen = 0;
  eachCase((act, as, status, cell) => {
    const ticket = ticketAfter(inStatus[status]);
    for (const right of rights) {
      const reads: Right = as === 'player' ? 'tickets.view' : 'tickets.admin_view';
      const who = principal(as === 'player' ? player : helper, [reads, right]);
      const verdict = may(act, ticket, context(who, { as }));
      const told = verdict.ok ? verdict.side : verdict.refusal.code;
      const holds = cell !== null && cell[0] === right;
      const allowed = holds && (cell[1].includes(status) || repeats[act] === status);
      const expected = allowed ? as : holds ? refusalIn[status] : 'right_missing';
      assert.is(told, expected, `${act} as ${as} with ${right} in ${status}`);
      seen += 1;
    }
  });
  assert.is(seen, 11 * 2 * 4 * rights.length);
});

test('[T2] a participant without tickets.view can do nothing, and the ticket does not exist for them', () => {
  eachCase((act, as, status) => {
    const blind = principal(
      player,
      playerRights.filter((right) => right !== 'tickets.view'),
    );
    const verdict = may(act, ticketAfter(inStatus[status]), context(blind, { as }));
    assert.equal(verdict, { ok: false, refusal: { code: 'ticket_unknown' } });
  });
});

test('[T3] for a player who is no participant the ticket does not exist, whatever their rights', () => {
  eachCase((act, as, status) => {
    const stranger = principal(otherPlayer, playerRights);
    const verdict = may(act, ticketAfter(inStatus[status]), context(stranger, { as }));
    assert.equal(verdict, { ok: false, refusal: { code: 'ticket_unknown' } });
  });
});

test('[T4] who may read a ticket on one side only is refused on the other for want of a right', () => {
  const ticket = ticketAfter(opened);
  for (const [who, as] of [
    [byPlayer, 'support'],
    [byHelper, 'player'],
  ] as const) {
    const verdict = may('post_message', ticket, { ...who, as });
    assert.equal(verdict, { ok: false, refusal: { code: 'right_missing' } });
  }
});

test('[T5] an unnamed side is the player side where the right for it is there, else support', () => {
  const ticket = ticketAfter(opened);
  const both = context(principal(player, [...playerRights, ...supportRights]));
  assert.equal(may('close', ticket, both), { ok: true, side: 'player' });
  assert.equal(may('close', ticket, { ...both, as: 'support' }), { ok: true, side: 'support' });
  assert.equal(may('post_note', ticket, both), { ok: true, side: 'support' });
  const noClose = playerRights.filter((right) => right !== 'tickets.close');
  const partly = context(principal(player, [...noClose, ...supportRights]));
  assert.equal(may('close', ticket, partly), { ok: true, side: 'support' });
});

test('[T6] a player archives only while Auto Archive is off, support always', () => {
  const ticket = ticketAfter(inStatus.closed);
  assert.equal(may('archive', ticket, byPlayer), { ok: true, side: 'player' });
  assert.equal(may('archive', ticket, { ...byPlayer, ...autoArchive }), {
    ok: false,
    refusal: { code: 'right_missing' },
  });
  assert.equal(may('archive', ticket, { ...byHelper, ...autoArchive }), {
    ok: true,
    side: 'support',
  });
  const both = context(principal(player, [...playerRights, ...supportRights]), autoArchive);
  assert.equal(may('archive', ticket, both), { ok: true, side: 'support' });
});

test('[T7] each right of the queue opens reading it for support, and no other right does', () => {
  const ticket = ticketAfter(opened);
  for (const right of rights) {
    const reads = mayRead(ticket, principal(helper, [right]), 'support');
    assert.is(reads, queueRights.includes(right), right);
    assert.not(mayRead(ticket, principal(helper, [right]), 'public'), right);
  }
});

test('[T8] the audience is that of the named side; unnamed, the public one where it may be read', () => {
  const ticket = ticketAfter(opened);
  const both = principal(player, [...playerRights, ...supportRights]);
  assert.is(audienceOf(ticket, both), 'public');
  assert.is(audienceOf(ticket, both, 'support'), 'support');
  assert.is(audienceOf(ticket, byHelper.principal), 'support');
  assert.is(audienceOf(ticket, byHelper.principal, 'player'), null);
  assert.is(audienceOf(ticket, byPlayer.principal, 'support'), null);
  assert.is(audienceOf(ticket, principal(otherPlayer, playerRights)), null);
});

test('[T9] opening needs tickets.create on the player side and tickets.reply on the support side', () => {
  for (const right of rights) {
    for (const as of ['player', 'support', undefined] as const) {
      const asker = context(principal(player, [right]), as === undefined ? {} : { as });
      const side = { 'tickets.create': 'player', 'tickets.reply': 'support' }[right as string];
      const verdict = mayOpen(asker);
      const allowed = side !== undefined && (as === undefined || as === side);
      assert.is(verdict.ok ? verdict.side : verdict.refusal.code, allowed ? side : 'right_missing');
    }
  }
});
