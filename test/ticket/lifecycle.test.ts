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
  inStatus,
  opened,
  player,
  principal,
  said,
  started,
  ticketAfter,
  type Step,
} from '../support/given.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('the life of a ticket');

const close = { kind: 'close' } as const;
const archive = { kind: 'archive' } as const;
const reopen = { kind: 'reopen' } as const;
const set = (to: 'open' | 'in_progress') => ({ kind: 'set_status', to }) as const;

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

test('[T88] a closed ticket is archived, by either side, and keeps its time of closing', () => {
  for (const [side, by] of [
    ['player', byPlayer],
    ['support', byHelper],
  ] as const) {
    const after = given(closed).when(archive, by);
    after.expect(side, { type: 'ticket_archived' });
    assert.equal(after.ticket.life, { status: 'archived', closed: 5_000, archived: 60_000 });
  }
});

test('[T89] an active ticket is not archived before it is closed', () => {
  for (const steps of [opened, started]) {
    given(steps).when(archive, byPlayer).refused('ticket_active');
    given(steps)
      .when(archive, { ...byHelper, ...autoArchive })
      .refused('ticket_active');
  }
});

test('[T90] archiving what is archived changes nothing', () => {
  given(archived).when(archive, byPlayer).nothing();
  given(archived)
    .when(archive, { ...byHelper, ...autoArchive })
    .nothing();
});

test('[T91] while Auto Archive is on, players archive nothing, and support what was closed before', () => {
  for (const steps of Object.values(inStatus)) {
    given(steps)
      .when(archive, { ...byPlayer, ...autoArchive })
      .refused('right_missing');
  }
  given(closed)
    .when(archive, { ...byHelper, ...autoArchive })
    .expect('support', { type: 'ticket_archived' });
});

test('[T92] support sets an active ticket in progress and back to open', () => {
  given(opened)
    .when(set('in_progress'), byHelper)
    .expect('support', { type: 'status_set', from: 'open', to: 'in_progress' });
  const after = given(started).when(set('open'), byHelper);
  after.expect('support', { type: 'status_set', from: 'in_progress', to: 'open' });
  assert.equal(after.ticket.life, { status: 'open' });
  assert.is(summarize(after.ticket).attention, 'waiting_for_response');
});

test('[T93] setting the status that a ticket has changes nothing', () => {
  given(opened).when(set('open'), byHelper).nothing();
  given(started).when(set('in_progress'), byHelper).nothing();
});

test('[T94] setting the status reopens nothing', () => {
  for (const to of ['open', 'in_progress'] as const) {
    given(closed).when(set(to), byHelper).refused('ticket_closed');
    given(archived).when(set(to), byHelper).refused('ticket_archived');
  }
});

test('[T95] players set no status, and support needs tickets.change_status', () => {
  const replies = context(principal(helper, ['tickets.reply', 'tickets.assign']));
  for (const by of [byPlayer, replies]) {
    given(opened).when(set('in_progress'), by).refused('right_missing');
  }
});

test('[T96] set back to open, the next public reply of support makes it in progress again', () => {
  const back: readonly Step[] = [
    ...started,
    ['support', { type: 'status_set', from: 'in_progress', to: 'open' }],
  ];
  given(back)
    .when({ kind: 'post_message', body: 'Where?' }, byHelper)
    .expect('support', said('Where?'), { type: 'work_started' });
});

test('[T97] what is closed stays closed when Auto Archive is switched on, and reopens as before', () => {
  const on = { ...byPlayer, ...autoArchive };
  given(closed).when({ kind: 'close' }, on).nothing();
  given(closed).when(reopen, on).expect('player', { type: 'ticket_reopened', from: 'closed' });
});
