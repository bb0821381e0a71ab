import type { CommandOf } from '../../actors/ticket/command.ts';
import type { Change } from '../../actors/ticket/event.ts';
import { queueRights, rights, type Right } from '../../protocol/permissions.ts';
import type { Person } from '../../protocol/ticket.ts';
import {
  archived,
  byHelper,
  byPlayer,
  closed,
  context,
  given,
  helper,
  inStatus,
  opened,
  otherHelper,
  otherPlayer,
  people,
  player,
  principal,
  supportRights,
  type Step,
} from '../support/given.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('assignment');

const take = { kind: 'assign_to_me' } as const;
const release = { kind: 'unassign' } as const;
const assignedTo = (to: Person, from: Person | null = null): Change => ({
  type: 'ticket_assigned',
  to,
  from,
});
const give = (to: Person, expected?: Person | null): CommandOf<'assign'> => ({
  kind: 'assign',
  to: to.account,
  ...(expected === undefined ? {} : { expected: expected && expected.account }),
});
const held: readonly Step[] = [...opened, ['support', assignedTo(otherHelper)]];

test('[T32] a ticket that nobody holds is assigned to who takes it, with the character played now', () => {
  const playing = { ...helper, character: '210', character_name: 'Helper Character' };
  given(opened)
    .when(take, context(principal(playing, supportRights)))
    .expect('support', assignedTo(playing));
});

test('[T33] taking a ticket that somebody else holds is refused with their name', () => {
  given(held).when(take, byHelper).refused('ticket_held', otherHelper.name);
});

test('[T34] taking what one holds already changes nothing', () => {
  given([...opened, ['support', assignedTo(helper)]])
    .when(take, byHelper)
    .nothing();
});

test('[T35] closed and archived tickets are not assigned, not even again to who holds them', () => {
  const mine: Step = ['support', assignedTo(helper)];
  given(closed).when(take, byHelper).refused('ticket_closed');
  given(archived).when(take, byHelper).refused('ticket_archived');
  given([...closed, mine])
    .when(take, byHelper)
    .refused('ticket_closed');
});

test('[T36] a ticket is released in every state, whoever holds it', () => {
  for (const steps of Object.values(inStatus)) {
    given([...steps, ['support', assignedTo(otherHelper)]])
      .when(release, byHelper)
      .expect('support', { type: 'ticket_released', from: otherHelper });
  }
});

test('[T37] releasing what nobody holds changes nothing', () => {
  given(opened).when(release, byHelper).nothing();
});

test('[T38] assigning and releasing need tickets.assign', () => {
  const others = supportRights.filter((right) => right !== 'tickets.assign');
  for (const by of [byPlayer, context(principal(helper, others))]) {
    given(opened).when(take, by).refused('right_missing');
    given(held).when(release, by).refused('right_missing');
  }
});

test('[T39] assignee and time of assignment survive closing, archiving and reopening', () => {
  const steps: readonly Step[] = [
    ...held,
    ['support', { type: 'ticket_closed', from: 'open' }],
    ['support', { type: 'ticket_archived' }],
  ];
  const { ticket } = given(steps).when({ kind: 'reopen' }, byHelper);
  assert.equal(ticket.assignment, { to: otherHelper, at: 3_000 });
  assert.is(given(held).when(release, byHelper).ticket.assignment, null);
});

test('[T40] replying does not assign', () => {
  const { ticket } = given(opened).when({ kind: 'post_message', body: 'Where?' }, byHelper);
  assert.is(ticket.assignment, null);
});

test('[T65] a ticket is assigned to another, with the character that account plays now', () => {
  const playing = { ...otherHelper, character: '220', character_name: 'Other Character' };
  const now = { ...people, principal: () => principal(playing, supportRights) };
  given(opened)
    .when(give(otherHelper), { ...byHelper, people: now })
    .expect('support', assignedTo(playing));
  given(opened).when(give(helper), byHelper).expect('support', assignedTo(helper));
});

test('[T66] who names the present holder takes the ticket over, for themselves or for another', () => {
  given(held)
    .when(give(helper, otherHelper), byHelper)
    .expect('support', assignedTo(helper, otherHelper));
  const after = given([...opened, ['support', assignedTo(helper)]]);
  after
    .when(give(otherHelper, helper), byHelper)
    .expect('support', assignedTo(otherHelper, helper));
  const { ticket } = after.when(give(otherHelper, helper), byHelper);
  assert.equal(ticket.assignment, { to: otherHelper, at: byHelper.at });
});

test('[T67] whoever expects another holder than there is learns who holds it, or that nobody does', () => {
  given(held).when(give(helper), byHelper).refused('ticket_held', otherHelper.name);
  given(held).when(give(helper, null), byHelper).refused('ticket_held', otherHelper.name);
  given(held).when(give(helper, player), byHelper).refused('ticket_held', otherHelper.name);
  given(opened).when(give(helper, otherHelper), byHelper).refused('ticket_unheld');
});

test('[T68] assigning to the very holder changes nothing, whoever was expected', () => {
  for (const expected of [undefined, null, helper, otherHelper]) {
    given(held).when(give(otherHelper, expected), byHelper).nothing();
  }
});

test('[T69] only an account with access to the queue is assigned, by whatever right it has that', () => {
  given(opened).when(give(player), byHelper).refused('not_assignable', player.name);
  const nobody = { ...player, account: '99' };
  given(opened).when(give(nobody), byHelper).refused('account_unknown', '99');
  for (const right of rights) {
    const holds = (one: Right) => ({ ...people, principal: () => principal(otherPlayer, [one]) });
    const decision = given(opened).when(give(otherPlayer), { ...byHelper, people: holds(right) });
    if (queueRights.includes(right)) decision.expect('support', assignedTo(otherPlayer));
    else decision.refused('not_assignable', otherPlayer.name);
  }
});
