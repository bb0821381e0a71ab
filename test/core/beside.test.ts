import { typing_renew_ms } from '../../clients/core/attendance.ts';
import {
  followReadMarkers,
  followPresence,
  followTicket,
  type TicketFollowing,
} from '../../clients/core/follow.ts';
import type { Beside } from '../../clients/core/replica-beside.ts';
import { unread, type ReadMarkersReplica } from '../../clients/core/replica-read-markers.ts';
import type { PresenceReplica } from '../../clients/core/replica-presence.ts';
import { limits } from '../../protocol/limits.ts';
import type { Audience, TicketPresence } from '../../protocol/ticket.ts';
import { assert, suite } from '../support/suite.ts';
import { setting, type Setting } from './setting.ts';

const test = suite('following what is beside the tickets');

async function live(): Promise<Setting> {
  const s = setting();
  for (const body of ['a', 'b', 'c']) s.server.post(body);
  s.connection.start();
  await s.flow();
  return s;
}

/** In steps, so that the server's answers keep the line up. */
async function pass(s: Setting, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 5_000) {
    await s.clock.pass(Math.min(left, 5_000));
    await s.flow();
  }
}

async function comeBack(s: Setting): Promise<void> {
  s.wire().cut();
  s.connection.wake();
  await s.flow();
}

async function atTicket(as: Audience) {
  const s = await live();
  let beside: Beside | undefined;
  const following: TicketFollowing = followTicket(s.connection, 't1', as, (followed) => {
    beside = followed.kind === 'here' ? followed.is.beside : undefined;
  });
  await s.flow();
  /** What the server was told since this was asked last. */
  const said = async (): Promise<string[]> => {
    await s.flow();
    return s.server.said.splice(0);
  };
  return { s, following, said, beside: () => beside };
}

test('[M13] a client holds read markers as they were told and as they move, afresh after every cut', async () => {
  const s = await live();
  let marks: ReadMarkersReplica = new Map();
  s.server.marks = [{ ticket: 't1', public: 0, support: 2 }];
  followReadMarkers(s.connection, (followed) => {
    if (followed.kind === 'here') marks = followed.is;
  });
  await s.flow();
  assert.equal([...marks.values()], s.server.marks);
  s.server.mark({ ticket: 't1', public: 1, support: 3 }, { ticket: 't2', public: 0, support: 1 });
  await s.flow();
  assert.equal(
    [...marks.values()].map(({ ticket, support }) => [ticket, support]),
    [
      ['t1', 3],
      ['t2', 1],
    ],
  );
  s.wire().cut();
  s.server.marks = [{ ticket: 't2', public: 0, support: 9 }];
  s.connection.wake();
  await s.flow();
  assert.equal([...marks.values()], s.server.marks);
});

test('[M14] unread is what a row has beyond the read marker, and never less than none', () => {
  const marks = new Map([['t1', { ticket: 't1', public: 2, support: 5 }]]);
  assert.is(unread(marks, { id: 't1', seq: 4 }, 'public'), 2);
  assert.is(unread(marks, { id: 't1', seq: 4 }, 'support'), 0);
  assert.is(unread(marks, { id: 't2', seq: 4 }, 'public'), 4);
});

// [M15] A client tells once how far the account has seen a ticket, and again after a cut; that
// support has seen it stays seen over a cut.
test('[M15] how far the account has seen a ticket is told once, and again after a cut', async () => {
  const { s, following, said } = await atTicket('public');
  following.seen();
  following.seen();
  assert.equal(await said(), ['seen public 3']);
  s.server.post('d');
  await s.flow();
  following.seen();
  assert.equal(await said(), ['seen public 4']);
  await comeBack(s);
  assert.equal(await said(), ['seen public 4']);
});

test('[M15] that support has seen a ticket stays seen over a cut', async () => {
  const { s, beside } = await atTicket('public');
  s.server.tellBeside({ t: 'event', is: { on: 'seen_by_support', seq: 2 } });
  await s.flow();
  assert.is(beside()?.seenBySupport, 2);
  await comeBack(s);
  assert.is(beside()?.seenBySupport, 2);
  s.server.epoch = 'epoch-2';
  await comeBack(s);
  assert.is(beside()?.seenBySupport, 0);
});

test('[W60] a client holds who is at a ticket as it was told last, and nobody after a cut', async () => {
  const { s, beside } = await atTicket('support');
  const presence: TicketPresence = {
    viewing: [{ account: '21', name: 'Iris' }],
    typing: [{ account: '11', name: 'Ann', side: 'player' }],
  };
  s.server.tellBeside({ t: 'signal', is: { on: 'company', ...presence } });
  await s.flow();
  assert.equal(beside()?.presence, presence);
  await comeBack(s);
  assert.equal(beside()?.presence, { viewing: [], typing: [] });
  s.server.tellBeside({ t: 'signal', is: { on: 'support_typing', typing: true } });
  await s.flow();
  assert.is(beside()?.isSupportTyping, true);
});

test('[W61] a client says that it looks when the ticket is there, renews it while it lasts, and says it again after a cut', async () => {
  const { s, following, said } = await atTicket('support');
  following.attend('viewing');
  following.attend('viewing');
  assert.equal(await said(), ['viewing support']);
  await pass(s, limits.viewing_renew_ms - 1);
  assert.equal(await said(), []);
  await pass(s, 1);
  assert.equal(await said(), ['viewing support']);
  await comeBack(s);
  assert.equal(await said(), ['viewing support']);
  following.attend('gone');
  assert.equal(await said(), ['gone support']);
  await pass(s, limits.viewing_renew_ms);
  await comeBack(s);
  assert.equal(await said(), []);
});

// [W62] A client says that it writes at the first key and now and then; that ends when no more keys
// come.
test('[W62] writing is said at the first key and now and then, and ends when no more keys come', async () => {
  const { s, following, said } = await atTicket('support');
  following.attend('viewing');
  for (let key = 0; key < 5; key++) {
    following.attend('typing');
    await s.clock.pass(typing_renew_ms / 4);
  }
  assert.equal(await said(), ['viewing support', 'typing support', 'typing support']);
  following.attend('noting');
  assert.equal(await said(), ['noting support']);
  await s.clock.pass(limits.typing_ms_max);
  assert.equal(await said(), ['viewing support']);
  following.attend('typing');
  following.stop();
  await pass(s, limits.viewing_renew_ms);
  assert.equal(await said(), ['typing support']);
});

test('[W62] a player says only that they write, and that they do so no longer', async () => {
  const { s, following, said } = await atTicket('public');
  following.attend('viewing');
  assert.equal(await said(), []);
  following.attend('typing');
  await s.clock.pass(limits.typing_ms_max);
  assert.equal(await said(), ['typing public', 'gone public']);
});

test('[W63] a client holds how many are at each ticket, and forgets where nobody is', async () => {
  const s = await live();
  let presence: PresenceReplica = new Map();
  s.server.presence = [{ ticket: 't1', viewing: 1, typing: 0, people: [] }];
  followPresence(s.connection, (followed) => {
    if (followed.kind === 'here') presence = followed.is;
  });
  await s.flow();
  assert.equal([...presence.values()], s.server.presence);
  const t2 = { ticket: 't2', viewing: 2, typing: 1, people: [] };
  s.server.countPeople({ ticket: 't1', viewing: 0, typing: 0, people: [] }, t2);
  await s.flow();
  assert.equal([...presence.values()], [t2]);
});
