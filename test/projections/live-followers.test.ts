import type { Clock } from '../../actors/runtime/clock.ts';
import type { CommittedTurn } from '../../actors/ticket/service.ts';
import {
  LiveFollowers,
  renewal_pause_ms,
  type LiveFollower,
} from '../../server/projections/live-followers.ts';
import { hears } from '../support/followers.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import { assert, suite } from '../support/suite.ts';
import { done, World } from '../support/world.ts';

const test = suite('live followers');

/** What of a follower there is to see: told positions, and renewals. */
class Follower implements LiveFollower {
  readonly did: unknown[] = [];
  tellFault: Error | undefined;
  renewFault: Error | undefined;

  committed({ after }: CommittedTurn): void {
    if (this.tellFault !== undefined) throw this.tellFault;
    this.did.push(after.id);
  }

  renew(): void {
    this.did.push('renewed');
    if (this.renewFault !== undefined) throw this.renewFault;
  }
}

/** A log that is written by hand, under a clock that is moved by hand. */
class Log {
  readonly faults: unknown[] = [];
  timers: Array<{ wait_ms: number; run: () => void }> = [];
  readonly clock: Clock = {
    now: () => 0,
    after: (wait_ms, run) => {
      const timer = { wait_ms, run };
      this.timers.push(timer);
      return () => (this.timers = this.timers.filter((one) => one !== timer));
    },
    soon: () => {},
  };
  readonly followers = new LiveFollowers({
    clock: this.clock,
    onFault: (error, follower, ticket) =>
      this.faults.push([(error as Error).message, follower, ticket]),
  });
  #position = 0;

  entry(id: string): void {
    this.#position += 1;
    const after = { id } as CommittedTurn['after'];
    this.followers.tell(
      { before: null, after, events: [], noticed: [], more: false },
      this.#position,
    );
  }

  /** The pause after the last renewals is over. */
  pass(): void {
    const { timers } = this;
    this.timers = [];
    for (const { wait_ms, run } of timers) {
      assert.is(wait_ms, renewal_pause_ms);
      run();
    }
  }

  figure(name: string, follower: string): number | undefined {
    const found = this.followers
      .figures()
      .find(
        (one) => one.name === `shardbell_follower_${name}` && one.labels['follower'] === follower,
      );
    return found?.value;
  }
}

// [D36] Whatever follows the log is told every entry once and in order; the fault of one is no
// matter of the others, nor of the ticket.
test('[D36] every follower is told every entry in order, whatever another makes of it', () => {
  const log = new Log();
  const order: string[] = [];
  const bad = new Follower();
  bad.tellFault = new Error('a bug');
  log.followers.follow(
    'first',
    hears(({ after }) => void order.push(`first ${after.id}`)),
  );
  log.followers.follow('bad', bad);
  log.followers.follow(
    'last',
    hears(({ after }) => void order.push(`last ${after.id}`)),
  );
  log.entry('a');
  log.entry('b');
  assert.equal(order, ['first a', 'last a', 'first b', 'last b']);
  assert.equal(log.faults, [
    ['a bug', 'bad', 'a'],
    ['a bug', 'bad', 'b'],
  ]);
});

test("[D36] a follower's fault is no matter of the ticket: its turn is answered, and the next one is", async () => {
  const faults: unknown[] = [];
  const world = new World(openMemoryStorage(), (error) => faults.push(error));
  const told: number[] = [];
  world.followers.follow(
    'bad',
    hears(() => {
      throw new Error('a bug');
    }),
  );
  world.followers.follow(
    'good',
    hears(({ after }) => told.push(after.publicSeq)),
  );
  const { ticket } = await world.opened(world.player, 'help');
  assert.is(done(await world.post(world.player, ticket, 'hello?')).seq, 3);
  assert.equal(told, [2, 3]);
  assert.is(faults.length, 2);
});

// [D37] A follower that met a fault is renewed from the disk, at most once a second; until that
// succeeds the figures say how far it is behind.
test('[D37] one that threw is renewed at once, and then not more often than once a second', () => {
  const log = new Log();
  const follower = new Follower();
  log.followers.follow('one', follower);
  follower.tellFault = new Error('a bug');
  for (const id of ['a', 'b', 'c']) log.entry(id);
  assert.equal(follower.did, ['renewed']);
  follower.tellFault = undefined;
  // What comes is told meanwhile: whoever cannot be renewed is to miss no more than it must.
  log.entry('d');
  log.pass();
  assert.equal(follower.did, ['renewed', 'd', 'renewed']);
  log.pass();
  log.entry('e');
  assert.equal(follower.did, ['renewed', 'd', 'renewed', 'e']);
  assert.equal(log.timers, []);
});

test('[D37] a renewal that fails is tried again, and until then the figures say how far it is behind', () => {
  const log = new Log();
  const [follower, other] = [new Follower(), new Follower()];
  log.followers.follow('one', follower);
  log.followers.follow('other', other);
  log.entry('a');
  follower.tellFault = new Error('a bug');
  follower.renewFault = new Error('the disk');
  log.entry('b');
  follower.tellFault = undefined;
  log.entry('c');
  const figures = (name: string) =>
    ['entries_total', 'faults_total', 'position', 'lag'].map((of) => log.figure(of, name));
  assert.equal(figures('one'), [3, 2, 1, 2]);
  assert.equal(figures('other'), [3, 0, 3, 0]);
  log.pass();
  assert.equal(figures('one'), [3, 3, 1, 2]);
  follower.renewFault = undefined;
  log.pass();
  assert.equal(figures('one'), [3, 3, 3, 0]);
  assert.equal(log.faults, [
    ['a bug', 'one', 'b'],
    ['the disk', 'one', undefined],
    ['the disk', 'one', undefined],
  ]);
  assert.equal(follower.did, ['a', 'renewed', 'c', 'renewed', 'renewed']);
});
