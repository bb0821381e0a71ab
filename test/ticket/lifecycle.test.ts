import { summarize } from '../../actors/ticket/summary.ts';
import {
  archived,
  autoArchive,
  byHelper,
  byPlayer,
  closed,
  context,
  given,
  helper,
  opened,
  player,
  principal,
  started,
  ticketAfter,
} from '../support/given.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('the life of a ticket');

const close = { kind: 'close' } as const;
const reopen = { kind: 'reopen' } as const;

test('[T41] either side closes an active ticket', () => {
  given(opened).when(close, byPlayer).expect('player', { type: 'ticket_closed', from: 'open' });
  given(started)
    .when(close, byHelper)
    .expect('support', { type: 'ticket_closed', from: 'in_progress' });
  assert.equal(given(started).when(close, byHelper).ticket.life, {
    status: 'closed',
    closed: 60_000,
  });
});

test('[T42] with Auto Archive on, closing archives in the same commit, by the right to close alone', () => {
  for (const by of [
    context(principal(player, ['tickets.view', 'tickets.close']), autoArchive),
    context(principal(helper, ['tickets.change_status']), autoArchive),
  ]) {
    const side = by.principal.person === player ? 'player' : 'support';
    const after = given(opened).when(close, by);
    after.expect(side, { type: 'ticket_closed', from: 'open' }, { type: 'ticket_archived' });
    assert.equal(after.ticket.life, { status: 'archived', closed: 60_000, archived: 60_000 });
  }
});

test('[T43] closing what is closed changes nothing, also after Auto Archive was switched on', () => {
  given(closed).when(close, byPlayer).nothing();
  given(closed)
    .when(close, { ...byHelper, ...autoArchive })
    .nothing();
});

test('[T44] closing an archived ticket is refused, but where closing archives it is a repetition', () => {
  given(archived).when(close, byHelper).refused('ticket_archived');
  given(archived)
    .when(close, { ...byHelper, ...autoArchive })
    .nothing();
});

test('[T45] a repetition needs the right all the same', () => {
  const reader = context(principal(helper, ['tickets.admin_view']));
  given(closed).when(close, reader).refused('right_missing');
  given(opened).when(reopen, reader).refused('right_missing');
});

test('[T46] reopening gives open, and leaves no time of closing or archiving behind', () => {
  given(closed)
    .when(reopen, byPlayer)
    .expect('player', { type: 'ticket_reopened', from: 'closed' });
  const after = given(archived).when(reopen, byHelper);
  after.expect('support', { type: 'ticket_reopened', from: 'archived' });
  assert.equal(after.ticket.life, { status: 'open' });
});

test('[T47] reopening an open ticket changes nothing; one in progress is still active', () => {
  given(opened).when(reopen, byPlayer).nothing();
  given(started).when(reopen, byPlayer).refused('ticket_active');
});

test('[T48] archiving keeps the time of closing', () => {
  assert.equal(ticketAfter(archived).life, { status: 'archived', closed: 5_000, archived: 6_000 });
});

test('[T49] only an active ticket calls for anybody, and after reopening it does again', () => {
  assert.is(summarize(ticketAfter(started)).attention, 'waiting_for_response');
  assert.is(summarize(ticketAfter(closed)).attention, 'none');
  assert.is(summarize(ticketAfter(archived)).attention, 'none');
  const again = given(archived).when(reopen, byPlayer).ticket;
  assert.is(summarize(again).attention, 'waiting_for_response');
});
