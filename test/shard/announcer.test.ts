import {
  again_ms,
  Announcer,
  unanswered_max,
  type Announcement,
} from '../../clients/shard/announcer.ts';
import { Sessions } from '../../clients/shard/sessions.ts';
import { limits } from '../../protocol/limits.ts';
import { rosterLimits } from '../../actors/roster/roster-limits.ts';
import { shardLimits } from '../../actors/shard/shard-limits.ts';
import { refusals, type RefusalCode } from '../../protocol/refusals.ts';
import { FakeClock, quiet } from '../core/fake-clock.ts';
import { FakeShard, settle } from '../support/fake-shard.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('announcer');

/** An announcer, what it sent, and the answers in the hands of the test. */
class Stage {
  readonly clock = new FakeClock();
  readonly sessions = new Sessions();
  readonly sent: Announcement[] = [];
  readonly refused: string[] = [];
  readonly announcer = new Announcer({
    sessions: this.sessions,
    clock: this.clock,
    send: (message) => this.sent.push(message),
    onRefused: ({ code }) => this.refused.push(code),
  });
  #answered = 0;

  logIn(number: number): string {
    const wire = this.sessions.put({
      session: `s${number}`,
      account: { id: `a${number}`, name: 'ana' },
      character: { id: `c${number}`, name: 'Ana' },
      location: { map: 0, x: 1, y: 2, z: 3 },
    });
    this.announcer.opened(wire);
    return wire;
  }

  /** Answers the next `count` messages that are to be answered. */
  async answer(count: number, code?: RefusalCode): Promise<void> {
    while (count > 0) {
      const message = this.sent[this.#answered++];
      if (message === undefined) throw new Error('nothing more was sent');
      if (!('id' in message)) continue;
      count -= 1;
      const { id } = message;
      this.announcer.take(
        code === undefined ? { t: 'done', id } : { t: 'refused', id, code, ...refusals[code] },
      );
      await Promise.resolve();
    }
  }

  types(): string[] {
    return this.sent.map(({ t }) => t);
  }
}

const whole = ['account', 'character', 'session_opened'];

// [S30] A shard client tells its players part by part, all accounts first, as many at a time as may
// be unanswered, and asks nothing for anybody whom the server was not told of.
test('[S30] players are told part by part, as many at a time as may be unanswered, and then that this was all', async () => {
  const stage = new Stage();
  for (let number = 0; number < unanswered_max; number++) stage.logIn(number);
  let isListed = false;
  void stage.announcer.list().then(() => (isListed = true));
  assert.equal(new Set(stage.types()), new Set(['account']));
  assert.is(stage.sent.length, unanswered_max);
  await stage.answer(10);
  await quiet();
  assert.is(stage.sent.length, unanswered_max + 10);
  await stage.answer(2 * unanswered_max - 10);
  await quiet();
  assert.ok(isListed);
  const order = stage.types().filter((type, i, all) => type !== all[i - 1]);
  assert.equal(order, [...whole, 'sessions_end']);
});

test('[S30] who logs in while the list is told is on it, and who logs off is not', async () => {
  const stage = new Stage();
  const gone = stage.logIn(-1);
  for (let number = 0; number < unanswered_max; number++) stage.logIn(number);
  void stage.announcer.list();
  stage.sessions.end('s-1');
  stage.announcer.closed(gone);
  const late = stage.logIn(unanswered_max);
  await stage.answer(3 * unanswered_max);
  await quiet();
  const opened = stage.sent.flatMap((m) => (m.t === 'session_opened' ? [m.session] : []));
  assert.is(opened.length, unanswered_max + 1);
  assert.ok(opened.includes(late) && !opened.includes(gone));
  assert.is(stage.types().at(-1), 'sessions_end');
  assert.not(stage.types().includes('session_closed'));
});

test('[S30] a request for somebody who has just logged in comes after who they are', async () => {
  const stage = new Stage();
  await stage.announcer.list();
  const wire = stage.logIn(1);
  stage.announcer.hurry(wire);
  assert.equal(stage.types(), ['sessions_end', ...whole]);
  await quiet();
  assert.is(stage.sent.length, 4);
});

test('[S30] who moves before they are told of is told of where they are then', async () => {
  const stage = new Stage();
  await stage.announcer.list();
  const wire = stage.logIn(1);
  const location = { map: 1, x: 5, y: 6, z: 7 };
  stage.sessions.put({ ...stage.sessions.player(wire)!, location });
  stage.announcer.moved(wire);
  await quiet();
  assert.equal(stage.types(), ['sessions_end', ...whole]);
  const opened = stage.sent.at(-1);
  assert.equal(opened?.t === 'session_opened' && opened.location, location);
  stage.announcer.moved(wire);
  assert.is(stage.types().at(-1), 'session_moved');
});

// [S33] A player whom the server could not take for the moment is told again until it does.
test('[S33] a player whom the server could not take for the moment is told again, and nobody hears of it', async () => {
  const stage = new Stage();
  await stage.announcer.list();
  stage.logIn(1);
  await quiet();
  await stage.answer(1, 'storage_unavailable');
  await stage.answer(2, 'account_unknown');
  await stage.clock.pass(again_ms - 1);
  assert.is(stage.sent.length, 4);
  await stage.clock.pass(1);
  assert.equal(stage.types().slice(4), whole);
  await stage.answer(3);
  assert.is(stage.clock.next(), undefined);
  assert.equal(stage.refused, []);
});

test('[S33] a player whom the server will not take is not told again, and the shard hears of it', async () => {
  const stage = new Stage();
  await stage.announcer.list();
  stage.logIn(1);
  await quiet();
  await stage.answer(1, 'roster_full');
  assert.equal(stage.refused, ['roster_full']);
  assert.is(stage.clock.next(), undefined);
});

test('[S33] nobody is told again after they logged off or the connection was lost', async () => {
  const stage = new Stage();
  await stage.announcer.list();
  const first = stage.logIn(1);
  await quiet();
  await stage.answer(3, 'storage_unavailable');
  stage.sessions.end('s1');
  stage.announcer.closed(first);
  await stage.clock.pass(again_ms);
  stage.logIn(2);
  await quiet();
  await stage.answer(3, 'storage_unavailable');
  stage.announcer.lost();
  await stage.clock.pass(again_ms);
  assert.equal(stage.types(), ['sessions_end', ...whole, ...whole]);
});

// [S35] As many sessions as a shard may have can be told after a welcome; more messages than may
// wait close the connection as too fast.
test('[S35] more than may wait closes the connection as too fast', async () => {
  const world = new FakeShard();
  world.holdWrites = true;
  const shard = world.connect();
  shard.say({ t: 'account', id: 'first', account: 'a', name: 'ana' });
  for (let i = 0; i < shardLimits.waiting_messages_max; i++) shard.say({ t: 'sessions_end' });
  await settle();
  assert.is(shard.closedFor, undefined);
  shard.say({ t: 'sessions_end' });
  assert.is(shard.closedFor, 'too_fast');
});

test('[S35] as many sessions as a shard may have can be told at once after a welcome', () => {
  assert.ok(limits.shard_messages_burst > 3 * rosterLimits.sessions_max);
  assert.ok(limits.shard_messages_waiting_max > unanswered_max);
});
