import fc from 'fast-check';
import type { ReadMarker } from '../../protocol/ticket.ts';
import { playerRights } from '../support/given.ts';
import { assert, suite } from '../support/suite.ts';
import { helper, otherPlayer, player, Stage, type TestClient } from './stage.ts';

const test = suite('watching what was seen');

const watchSeen = { t: 'watch', w: 9, what: { on: 'seen' } };
const watchTicket = (ticket: string, as: 'public' | 'support' = 'public') => ({
  t: 'watch',
  w: 1,
  what: { on: 'ticket', ticket, as },
});

/** What a client holds that was told the state of its read markers and all that followed. */
function readMarkers(client: TestClient): ReadMarker[] {
  const held = new Map<string, ReadMarker>();
  for (const message of client.wire.messages()) {
    if (message.t !== 'state' && message.t !== 'event') continue;
    if (message.is.on !== 'seen') continue;
    if (message.t === 'state') held.clear();
    for (const mark of message.is.marks) held.set(mark.ticket, mark);
  }
  return [...held.values()];
}

function seenBySupport(client: TestClient): number[] {
  return client.all('event').flatMap(({ is }) => (is.on === 'seen_by_support' ? [is.seq] : []));
}

test('[M8] what an account has seen is told to all of its connections, and to no other account', async () => {
  const stage = new Stage();
  const [a, b] = [await stage.open(player), await stage.open(player)];
  const [one, two, other] = [stage.signIn(player), stage.signIn(player), stage.signIn(otherPlayer)];
  for (const client of [one, other]) client.send(watchSeen);
  await stage.settle();
  assert.equal(readMarkers(one), []);
  two.send({ t: 'seen', ticket: a, as: 'public', seq: 2 });
  two.send({ t: 'seen', ticket: b, as: 'public', seq: 1 });
  await stage.settle();
  await stage.settle();
  const expected = [
    { ticket: a, public: 2, support: 0 },
    { ticket: b, public: 1, support: 0 },
  ];
  assert.equal(readMarkers(one), expected);
  assert.is(one.all('event').length, 1);
  two.send(watchSeen);
  await stage.settle();
  assert.equal(readMarkers(two), expected);
  assert.equal([readMarkers(other), two.all('event'), other.all('event')], [[], [], []]);
});

test('[M9] what may not be read gets no read marker, and nobody is answered', async () => {
  const stage = new Stage();
  const ticket = await stage.open(player);
  const stranger = stage.signIn(otherPlayer);
  stranger.send(watchSeen);
  await stage.settle();
  stranger.fresh();
  for (const as of ['public', 'support']) {
    stranger.send({ t: 'seen', ticket, as, seq: 1 });
    stranger.send({ t: 'seen', ticket: 'nowhere', as, seq: 1 });
  }
  const staff = stage.signIn(helper);
  staff.send({ t: 'seen', ticket, as: 'public', seq: 1 });
  stage.backend.setRights(player, ['tickets.create']);
  const mine = stage.signIn(player);
  mine.send({ t: 'seen', ticket, as: 'public', seq: 1 });
  await stage.settle();
  assert.equal([...stranger.fresh(), ...staff.fresh(), ...mine.fresh()], []);
  assert.equal(stage.backend.tables.records.list('seen', { prefix: '', limit: 9 }), []);
});

// [M10] Players learn how far support has seen their ticket, at once and when they come back;
// nobody else does.
test('[M10] players learn how far support has seen their ticket, at once and when they come back', async () => {
  const stage = new Stage();
  const ticket = await stage.open(player);
  await stage.do(helper, { kind: 'post_note', body: 'hidden' }, ticket);
  await stage.do(player, { kind: 'post_message', body: 'Hello?' }, ticket);
  const [mine, staff] = [stage.signIn(player), stage.signIn(helper)];
  mine.send(watchTicket(ticket));
  staff.send(watchTicket(ticket, 'support'));
  await stage.settle();
  assert.equal(seenBySupport(mine), []);
  for (const seq of [2, 3, 4]) {
    staff.send({ t: 'seen', ticket, as: 'support', seq });
    await stage.settle();
    await stage.settle();
  }
  assert.equal(seenBySupport(mine), [2, 3]);
  assert.equal(seenBySupport(staff), []);
  const again = stage.signIn(player);
  again.send(watchTicket(ticket));
  await stage.settle();
  const [state, event] = again.fresh();
  assert.is(state?.t, 'state');
  assert.ok(event?.t === 'event' && state?.t === 'state' && event.topic === state.topic);
  assert.equal(seenBySupport(again), [3]);
});

test('[M10] a player who has no right to see the ticket any more is told nothing of it', async () => {
  const stage = new Stage();
  const ticket = await stage.open(player);
  const [mine, staff] = [stage.signIn(player), stage.signIn(helper)];
  mine.send(watchTicket(ticket));
  await stage.settle();
  stage.backend.setRights(player, ['tickets.create']);
  await stage.settle();
  mine.fresh();
  staff.send({ t: 'seen', ticket, as: 'support', seq: 2 });
  await stage.settle();
  await stage.settle();
  assert.equal(mine.fresh(), []);
  stage.backend.setRights(player, playerRights);
});

test('[M11] notes that are written and read change no byte of what players get', async () => {
  const anyStep = fc.constantFrom('ask', 'reply', 'note', 'note', 'read', 'read_all', 'watch');
  const steps = fc.array(anyStep, { minLength: 5, maxLength: 40, size: 'max' });
  let rises = 0;
  let notes = 0;
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const told = async (withNotes: boolean) => {
        const stage = new Stage();
        const ticket = await stage.open(player);
        const [mine, staff] = [stage.signIn(player), stage.signIn(helper)];
        mine.send(watchTicket(ticket));
        mine.send(watchSeen);
        for (const step of all) {
          // The clock of the desk goes on with every command, so it is set, not counted.
          stage.ticketService.now += 10_000 - (stage.ticketService.now % 10_000);
          if (step === 'ask' || step === 'reply') {
            const who = step === 'ask' ? player : helper;
            await stage.do(who, { kind: 'post_message', body: step }, ticket);
          } else if (step === 'note') {
            if (withNotes) await stage.do(helper, { kind: 'post_note', body: 'x' }, ticket);
            notes += 1;
          } else if (step === 'watch') {
            mine.send({ ...watchTicket(ticket), w: 2 });
          } else {
            const { supportSeq } = stage.ticketService.tickets.get(ticket)!;
            const shown = stage.ticketService.entries(ticket, 'support');
            // Up to the public entry before the last one, or all that there is, notes included.
            const last = shown.filter(({ what }) => what.kind !== 'note').at(-2)!.seq;
            const seq = step === 'read' ? last : supportSeq;
            staff.send({ t: 'seen', ticket, as: 'support', seq });
          }
          await stage.settle();
          await stage.settle();
        }
        rises += seenBySupport(mine).length;
        return mine.wire.messages().map((message) => JSON.stringify(message));
      };
      assert.equal(await told(true), await told(false));
    }),
    { numRuns: 60 },
  );
  assert.ok(rises > 100 && notes > 100, `${rises} rises, ${notes} notes`);
});

test('[M12] reading and signalling too fast is let go, and only a flood ends the connection', async () => {
  const stage = new Stage({ accountPace: { per_second: 1, burst: 10 } });
  const ticket = await stage.open(player);
  const mine = stage.signIn(player);
  mine.send({ ...watchTicket(ticket), w: 1 });
  for (let i = 0; i < 9; i++) mine.send({ t: 'seen', ticket, as: 'public', seq: 1 });
  await stage.settle();
  mine.fresh();
  for (let i = 0; i < 5; i++) {
    mine.send({ t: 'seen', ticket, as: 'public', seq: 2 });
    mine.send({ t: 'signal', ticket, as: 'public', doing: 'typing' });
  }
  await stage.settle();
  assert.equal([mine.fresh(), mine.wire.closedWith], [[], undefined]);
  mine.send({ t: 'seen', ticket, as: 'public', seq: 2 });
  assert.is(mine.wire.closedWith?.reason.length !== 0, true);
  assert.is(mine.last('bye').code, mine.wire.closedWith?.code);
});
