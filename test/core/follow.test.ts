import type { Followed } from '../../clients/core/follow-plain.ts';
import { followRows, followTicket, type FollowedRows } from '../../clients/core/follow.ts';
import type { RowsReplica } from '../../clients/core/replica-rows.ts';
import type { TicketReplica } from '../../clients/core/replica-ticket.ts';
import { rewatch_ms } from '../../clients/core/watches.ts';
import { refusals } from '../../protocol/refusals.ts';
import { assert, suite } from '../support/suite.ts';
import { model } from './fake-server.ts';
import { setting, type Setting } from './setting.ts';

const test = suite('follow');
const queue = {
  on: 'queue',
  filter: {},
  sort: { by: 'created', descending: false },
  offset: 0,
  limit: 50,
} as const;

function follow({ connection }: Setting) {
  const seen: Followed<TicketReplica>[] = [];
  const following = followTicket(connection, 't1', 'public', (followed) => seen.push(followed));
  return {
    following,
    seen,
    held(): TicketReplica {
      const last = seen.at(-1);
      if (last?.kind !== 'here') throw new Error(`nothing is held: ${JSON.stringify(last)}`);
      return last.is;
    },
    seqs(): number[] {
      return this.held().entries.map((entry) => entry.seq);
    },
  };
}

async function live(posts: number): Promise<Setting> {
  const s = setting();
  for (let i = 0; i < posts; i++) s.server.post(`${i}`);
  s.connection.start();
  await s.flow();
  return s;
}

async function comeBack(s: Setting, meanwhile: () => void): Promise<void> {
  s.wire().cut();
  meanwhile();
  s.connection.wake();
  await s.flow();
}

const watchOf = (s: Setting) =>
  s
    .wire()
    .messages()
    .find((message) => message.t === 'watch');

test('[C40] a ticket is followed from its state on', async () => {
  const s = await live(2);
  const ticket = follow(s);
  await s.flow();
  s.server.post('new');
  await s.flow();
  assert.equal(ticket.seqs(), [1, 2, 3]);
  assert.is(ticket.held().head.seq, 3);
  assert.is(ticket.held().head.updated, 3);
});

test('[C41] a ticket goes on where it was cut, by epoch and number', async () => {
  const s = await live(2);
  const ticket = follow(s);
  await s.flow();
  await comeBack(s, () => s.server.post('missed'));
  const message = watchOf(s);
  assert.ok(message?.t === 'watch' && message.what.on === 'ticket');
  assert.equal(message.what.resume, { epoch: 'epoch-1', seq: 2 });
  assert.equal(ticket.seqs(), [1, 2, 3]);
});

test('[C42] a ticket that missed too much, or changed its epoch, starts afresh', async () => {
  for (const change of ['much', 'epoch'] as const) {
    const s = await live(2);
    const ticket = follow(s);
    await s.flow();
    await comeBack(s, () => {
      if (change === 'epoch') s.server.epoch = 'epoch-2';
      else for (let i = 0; i <= model.resume_entries_max; i++) s.server.post('missed');
    });
    assert.equal(ticket.seqs(), change === 'epoch' ? [1, 2] : [6, 7, 8, 9]);
    assert.is(ticket.held().epoch, s.server.epoch);
  }
});

test('[C43] a list starts afresh after every cut and moves by events in between', async () => {
  const s = await live(0);
  let held: RowsReplica | undefined;
  followRows(s.connection, queue, (followed) => {
    if (followed.kind === 'here') held = followed.is;
  });
  const ids = () => held?.rows.map((row) => row.id);
  s.server.touch('a', 1);
  await s.flow();
  s.server.touch('b', 2);
  await s.flow();
  assert.equal(ids(), ['b', 'a']);
  await comeBack(s, () => s.server.drop('a'));
  assert.equal(ids(), ['b']);
  s.server.touch('c', 3);
  await s.flow();
  assert.equal(ids(), ['c', 'b']);
  assert.is(held?.total, 2);
});

test('[Q43] a client that moves its window knows of each state where it begins, also over a cut', async () => {
  const s = await live(0);
  for (const [i, id] of ['d', 'c', 'b', 'a'].entries()) s.server.touch(id, i);
  const held: RowsReplica[] = [];
  const following = followRows(s.connection, { ...queue, limit: 2 }, (followed) => {
    if (followed.kind === 'here') held.push(followed.is);
  });
  await s.flow();
  following.move(1);
  following.move(2);
  await s.flow();
  assert.equal(
    held.map(({ offset, rows }) => [offset, rows.map(({ id }) => id)]),
    [
      [0, ['a', 'b']],
      [1, ['b', 'c']],
      [2, ['c', 'd']],
    ],
  );
  const asked = s.wire().messages();
  assert.equal(
    asked.flatMap((message) => (message.t === 'watch' ? [message.w] : [])),
    [1, 1, 1],
  );
  assert.not(asked.some(({ t }) => t === 'unwatch'));
  await comeBack(s, () => following.move(1));
  assert.equal(held.at(-1)!.offset, 1);
});

test('[Q44] a list that is refused for a reason that passes says so, and is asked for again by itself', async () => {
  const s = await live(0);
  const seen: FollowedRows[] = [];
  followRows(s.connection, queue, (followed) => seen.push(followed));
  s.wire().up.length = 0;
  s.wire().tell({ t: 'gone', w: 1, code: 'lists_full', sentence: 'Full.' });
  s.wire().deliverDown();
  assert.equal(seen, [{ kind: 'refused', code: 'lists_full', sentence: 'Full.' }]);
  await s.clock.pass(rewatch_ms);
  await s.flow();
  assert.is(seen.at(-1)?.kind, 'here');
});

test('[C44] an event that does not follow the last one makes it ask for the state afresh', async () => {
  const s = await live(2);
  const ticket = follow(s);
  await s.flow();
  s.server.post('lost');
  s.wire().down.length = 0;
  s.server.post('heard');
  s.wire().deliverDown();
  assert.equal(ticket.seqs(), [1, 2], 'what is held stays until the state is there');
  await s.flow();
  assert.equal(ticket.seqs(), [1, 2, 3, 4]);
  const asked = s
    .wire()
    .messages()
    .filter((message) => message.t === 'watch')
    .at(-1);
  assert.ok(asked?.t === 'watch' && asked.what.on === 'ticket' && asked.what.resume === undefined);
});

test('[C45] an event that comes twice is taken once', async () => {
  const s = await live(1);
  const ticket = follow(s);
  await s.flow();
  s.server.post('twice');
  s.wire().down.push(s.wire().down.at(-1)!);
  await s.flow();
  assert.equal(ticket.seqs(), [1, 2]);
});

test('[C46] earlier pages are put in front, as long as they touch what is held', async () => {
  const s = await live(10);
  const ticket = follow(s);
  await s.flow();
  assert.equal(ticket.seqs(), [7, 8, 9, 10]);
  for (const first of [3, 1]) {
    const page = ticket.following.earlier();
    await s.flow();
    assert.is((await page).t, 'got');
    assert.equal(ticket.seqs()[0], first);
    assert.is(ticket.held().more, first > 1);
  }
  assert.equal(ticket.seqs(), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test('[C50] a page that was under way while the state started afresh does not fit any more', async () => {
  const s = await live(10);
  const ticket = follow(s);
  await s.flow();
  const late = ticket.following.earlier();
  await comeBack(s, () => {
    for (let i = 0; i <= model.resume_entries_max; i++) s.server.post('missed');
  });
  // The page was sent again before the watch, so it came first: the state replaced it.
  assert.is((await late).t, 'got');
  assert.equal(ticket.seqs(), [14, 15, 16, 17]);
});

test('[C47] a watch that is gone is over, and is not asked for again', async () => {
  const s = await live(1);
  const ticket = follow(s);
  await s.flow();
  s.wire().tell({ t: 'gone', w: 1, code: 'ticket_unknown', ...refusals.ticket_unknown });
  await s.flow();
  assert.is(ticket.seen.at(-1)?.kind, 'gone');
  await comeBack(s, () => {});
  assert.is(watchOf(s), undefined);
});

test('[C48] a watch refused for a reason that passes is asked for again after a while', async () => {
  const s = await live(1);
  const ticket = follow(s);
  s.wire().up.length = 0;
  s.wire().tell({ t: 'gone', w: 1, code: 'busy', sentence: 'Busy.' });
  s.wire().deliverDown();
  assert.equal(ticket.seen, []);
  await s.clock.pass(rewatch_ms);
  await s.flow();
  assert.equal(ticket.seqs(), [1]);
});

test('[C49] a stopped watch hears nothing more, not even what is under way', async () => {
  const s = await live(1);
  const ticket = follow(s);
  await s.flow();
  s.server.post('under way');
  ticket.following.stop();
  await s.flow();
  assert.equal(ticket.seqs(), [1]);
  assert.is(s.wire().messages().at(-1)?.t, 'unwatch');
});
